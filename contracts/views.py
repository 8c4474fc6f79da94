"""The public pages of the contract: its documents, one version, the register, one clause."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core import clock

from . import register
from .acceptances import in_force
from .models import Document, DocumentVersion
from .prose import blocks

#: The document that holds each family of clauses.
HOME = {"DN": "dn", "DN-A1": "dn", "DN-A2": "dn-ma", "HD": "cgv"}


def documents(request: HttpRequest) -> HttpResponse:
    """Every document in force today, in order of precedence (DN-2.6), and the declarations asked for."""
    versions = in_force(clock.local_date(clock.now()))
    kinds = Document.Kind
    context = {
        "documents": [v for v in versions if v.document.kind == kinds.DOCUMENT],
        "declarations": [v for v in versions if v.document.kind == kinds.DECLARATION],
    }
    return render(request, "contracts/documents.html", context)


def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """One published version, fit for printing, with the French text where the reader has another language."""
    versions = DocumentVersion.objects.published().select_related("document")
    version = get_object_or_404(versions, public_id=public_id)
    today = clock.local_date(clock.now())
    current = DocumentVersion.objects.in_force(today).filter(document=version.document_id).first()
    context = {"version": version, "blocks": blocks(version.text), "current": current, "today": today}
    return render(request, "contracts/document.html", context)


def clauses(request: HttpRequest) -> HttpResponse:
    """The whole register, family by family."""
    families = groupby(register.all(), key=lambda clause: clause.family)
    context = {"families": [(register.FAMILIES[family], list(members)) for family, members in families]}
    return render(request, "contracts/clauses.html", context)


def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause: the fact, its document, what the portal does with it, and its relations."""
    try:
        found = register.clause(clause_id)
    except register.UnknownClause:
        raise Http404(clause_id) from None
    home = DocumentVersion.objects.in_force(clock.local_date(clock.now()))
    context = {
        "clause": found,
        "parts": [register.clause(part) for part in found.parts],
        "version": home.filter(document__code=HOME.get(found.family, "")).first(),
    }
    return render(request, "contracts/clause.html", context)
