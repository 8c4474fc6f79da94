"""The public pages of the contract: its documents, one version, the register, one clause."""

from datetime import datetime
from itertools import groupby

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from contracts import coverage, register
from contracts.acceptances import in_force
from contracts.models import Document, DocumentVersion
from contracts.prose import blocks
from core import clock, forecast
from core.models import Attention
from core.terms import FORECAST

COUNTS = "contracts:steps"
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
        **_in_practice(request, found),
        "clause": found,
        "parts": [register.clause(part) for part in found.parts],
        "version": home.filter(document__code=HOME.get(found.family, "")).first(),
    }
    return render(request, "contracts/clause.html", context)


def _in_practice(request: HttpRequest, clause: register.Clause) -> dict:
    """What the clause will do to the reader's own services; to staff, where it is kept and how much it has to do."""
    now, ids = clock.now(), [clause.id, *clause.parts]
    found: dict = {}
    if request.user.is_authenticated and request.customer:
        items = forecast.of_customer(request.customer, now, now + FORECAST.calendar, most=FORECAST.examples)
        found["examples"] = forecast.under(items, ids)[: FORECAST.examples]
    if request.user.is_authenticated and request.user.is_staff:
        found["kept"] = [coverage.kept(id) for id in ids if not register.clause(id).parts]
        found["open_steps"] = sum(n for id, _verb, n in _counts(now) if id in ids)
        found["open_items"] = Attention.objects.filter(closed_at=None, clause__in=ids).count()
    return found


def _counts(now: datetime) -> list[tuple[str, str, int]]:
    """What the company's contracts will do in the coming days, by clause: counted anew every few minutes."""
    found = cache.get(COUNTS)
    if found is None:
        found = forecast.of_company(now, now + FORECAST.window).counts
        cache.set(COUNTS, found, FORECAST.counted.total_seconds())
    return found
