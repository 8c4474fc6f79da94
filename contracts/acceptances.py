"""Acceptances: no order without the pinned acceptance of every applicable document (guard 1, DN-P2)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import evidence, unit_of_work
from core.acts import Act
from core.transitions import NotAllowed

from .models import Acceptance, Document, DocumentVersion


class AcceptanceMissing(NotAllowed):
    """Some applicable documents were not accepted; the message names each of them."""

    def __init__(self, versions: list[DocumentVersion]):
        self.versions = versions
        titles = ", ".join(_("“%(title)s”") % {"title": v.document.title} for v in versions)
        message = _("Please read and accept: %(titles)s.") % {"titles": titles}
        super().__init__(message, versions[0].document.clause)


def applicable(scopes: set[str], operations: set[str], on: date) -> list[DocumentVersion]:
    """The versions in force that day for these goods and acts, in order of precedence (DN-2.6).

    Scopes are such as `domain.gtld`, `domain.ma`, and `mandate` where the registrant or a contact is somebody
    else than the customer; operations are `register`, `renew`, `redeem`, …
    """
    return [version for version in in_force(on) if version.document.concerns(scopes, operations)]


def in_force(on: date) -> list[DocumentVersion]:
    """The newest version in force that day of every document, in order of precedence."""
    newest: dict[int, DocumentVersion] = {}
    for version in DocumentVersion.objects.in_force(on).select_related("document"):
        newest.setdefault(version.document_id, version)
    return sorted(newest.values(), key=_rank)


def missing(versions: Iterable[DocumentVersion], accepted_ids: Collection[str]) -> list[DocumentVersion]:
    """The versions whose public id is not among the accepted ones."""
    return [v for v in versions if v.public_id not in accepted_ids]


def accept(
    customer,
    user,
    versions: Iterable[DocumentVersion],
    about: str,
    now: datetime,
    ip: str,
    user_agent: str,
    *,
    accepted_ids: Collection[str],
) -> list[Acceptance]:
    """Record that the user accepts each version about this order; twice is once. Raises AcceptanceMissing."""
    versions = list(versions)
    if lacking := missing(versions, accepted_ids):
        raise AcceptanceMissing(lacking)
    done = set(Acceptance.objects.filter(about=about).values_list("version_id", flat=True))
    rows = [
        Acceptance(
            customer=customer,
            user=user,
            version=version,
            about=about,
            sha256=version.sha256,
            accepted_at=now,
            ip=ip,
            user_agent=user_agent[:300],
        )
        for version in versions
        if version.pk not in done
    ]
    act = Act(now, user.public_id, ip=ip)
    with transaction.atomic(), unit_of_work.gathered():
        Acceptance.objects.bulk_create(rows)
        for row in rows:
            _prove(row, act)
    return rows


def demand(about: str, versions: Iterable[DocumentVersion]) -> None:
    """Refuse to go on unless every version has been accepted about this order. Raises AcceptanceMissing."""
    accepted = Acceptance.objects.filter(about=about).values_list("version__public_id", flat=True)
    if lacking := missing(versions, set(accepted)):
        raise AcceptanceMissing(lacking)


def accepted_about(about: str):
    """What was accepted about an order, in order of precedence."""
    rows = Acceptance.objects.filter(about=about).select_related("version__document", "user")
    return sorted(rows, key=lambda row: _rank(row.version))


def _rank(version: DocumentVersion) -> tuple:
    document = version.document
    return (document.kind == Document.Kind.DECLARATION, -document.precedence, document.code)


def _prove(row: Acceptance, act: Act) -> None:
    document = row.version.document
    facts = {"document": document.code, "version": row.version.label, "sha256": row.sha256}
    evidence.record(
        row.about, "acceptance", "accepted", act, document.clause, acceptance=row.public_id, **facts
    )
