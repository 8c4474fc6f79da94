"""Acceptances: no order without the pinned acceptance of every applicable document (guard 1, DN-P2)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import evidence, unit_of_work
from core.acts import Act
from core.transitions import NotAllowed
from notifications import outbox

from . import proofs
from .models import Acceptance, Document, DocumentVersion


class AcceptanceMissing(NotAllowed):
    """Some applicable documents were not accepted; the message names each of them."""

    def __init__(self, versions: list[DocumentVersion]):
        self.versions = versions
        titles = ", ".join(
            _("“%(title)s” (%(clause)s)") % {"title": v.document.title, "clause": v.document.clause}
            for v in versions
        )
        message = _("Please read and accept: %(titles)s.") % {"titles": titles}
        super().__init__(message, versions[0].document.clause)


class OutdatedAcceptance(AcceptanceMissing):
    """What was ticked is no longer in force: a version was published between showing and confirming (C-22)."""

    def __init__(self, versions: list[DocumentVersion]):
        super().__init__(versions)
        titles = ", ".join(
            _("“%(title)s”, version %(label)s") % {"title": v.document.title, "label": v.label}
            for v in versions
        )
        self.message = _(
            "A newer version is in force since this page was opened: %(titles)s. Read it and confirm again."
        ) % {"titles": titles}
        self.clause = "C-22"


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


def outdated(versions: Iterable[DocumentVersion], accepted_ids: Collection[str]) -> list[DocumentVersion]:
    """Of these versions, those of which only an older one was accepted."""
    wanted = missing(versions, accepted_ids)
    if not wanted or not accepted_ids:
        return []
    older = DocumentVersion.objects.filter(
        public_id__in=accepted_ids, document__in={v.document_id for v in wanted}
    )
    known = set(older.values_list("document_id", flat=True))
    return [version for version in wanted if version.document_id in known]


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
    """Record that the user accepts each version about this order; twice is once.

    Raises AcceptanceMissing, OutdatedAcceptance.
    """
    versions = list(versions)
    if newer := outdated(versions, accepted_ids):
        raise OutdatedAcceptance(newer)
    if not_ticked := missing(versions, accepted_ids):
        raise AcceptanceMissing(not_ticked)
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


def lacking(customer, versions: Iterable[DocumentVersion]) -> list[DocumentVersion]:
    """The versions that nobody of this account has ever accepted by a click, about whatever it was (C-22)."""
    versions = list(versions)
    given = Acceptance.objects.of(customer).filter(version__in=versions) if versions else ()
    known = {acceptance.version_id for acceptance in given}
    return [version for version in versions if version.pk not in known]


def demand(customer, versions: Iterable[DocumentVersion]) -> None:
    """Refuse to go on while the customer has not accepted one of them. Raises AcceptanceMissing."""
    if waiting := lacking(customer, versions):
        raise AcceptanceMissing(waiting)


def accepted_about(about: str):
    """What was accepted about an order, in order of precedence."""
    rows = Acceptance.objects.filter(about=about).select_related("version__document", "user")
    return sorted(rows, key=lambda row: _rank(row.version))


def receipt(about: str, language: str) -> list[dict[str, str]]:
    """What was accepted, as an acknowledgement names it for good: title, version, SHA-256, where the text stands.

    The link is permanent: a published version never changes and is never taken away (53-05: HD-0.4).
    """
    return [
        {
            "title": getattr(row.version.document, f"title_{language}") or row.version.document.title_fr,
            "version": row.version.label,
            "sha256": row.sha256,
            "link": outbox.link("contracts:document", row.version.public_id),
        }
        for row in accepted_about(about)
    ]


def _rank(version: DocumentVersion) -> tuple:
    document = version.document
    return (document.kind == Document.Kind.DECLARATION, -document.precedence, document.code)


def _prove(row: Acceptance, act: Act) -> None:
    document = row.version.document
    facts = {"document": document.code, **proofs.facts_of(row)}
    evidence.record(row.about, "acceptance", "accepted", act, document.clause, **facts)
