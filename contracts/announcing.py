"""A new version is told to everybody concerned, in batches; what each of them says of it is kept (DN-15.1, C-22)."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from core import belongings, unit_of_work
from core.acts import Act
from core.transitions import Flow

from . import acceptances, emails
from .models import Acceptance, Announcement, Document, DocumentVersion, VersionNotice
from .terms import VERSIONS

flow = Flow(VersionNotice)
CLAUSE = "DN-15.1"

_ears: list[Callable[[Customer], None]] = []


def follow(ear: Callable[[Customer], None]) -> None:
    """Hand over what is called when a customer's notices change."""
    if ear not in _ears:
        _ears.append(ear)


def pull(act: Act) -> int:
    """Tell the next customers of an open round; how many were looked at. Each batch is a transaction of its own."""
    if not Announcement.objects.filter(done_at=None).exists():
        return 0
    with transaction.atomic(), unit_of_work.gathered():
        open_rounds = Announcement.objects.filter(done_at=None, begun_at__lte=act.now).order_by("pk")
        found = open_rounds.select_for_update(of=("self",), skip_locked=True)
        if (announcement := found.select_related("version__document").first()) is None:
            return 0
        return _tell(announcement, act)


def concerned(version: DocumentVersion):
    """Who accepted a version of this document: the customers' keys, in order."""
    accepted = Acceptance.objects.filter(version__document=version.document_id)
    return accepted.order_by("customer_id").values_list("customer_id", flat=True).distinct()


def lines(customer) -> list[dict]:
    """What stands above every page until somebody has read it: plain values."""
    rows = VersionNotice.objects.of(customer).filter(read_at=None).select_related("version__document")
    return [
        {"kind": "version", "titles": _titles(row.version.document), "label": row.version.label,
         "on": row.version.effective_on, "url": row.get_absolute_url(), "clause": CLAUSE}
        for row in rows
    ]  # fmt: skip


# --- verbs ------------------------------------------------------------------------------------------------
@flow.verb(source=("told", "read", "tacit"), clause=CLAUSE, label=gettext_lazy("I have read it"))
def read(notice: VersionNotice, act: Act) -> str:
    """Somebody of the account has seen what changes: it no longer stands above every page."""
    if not notice.read_at:
        notice.read_at, notice.read_by = act.now, act.actor
        _changed(notice)
    return "read" if notice.state == "told" else notice.state


@flow.verb(source=("told", "read", "tacit"), target="accepted", clause=CLAUSE)
def accept_explicitly(notice: VersionNotice, act: Act, user, user_agent: str = "") -> None:
    """Accepted by a click: who, which text, when, from where."""
    version = notice.version
    acceptances.accept(
        notice.customer, user, [version], notice.public_id, act.now, act.ip, user_agent,
        accepted_ids={version.public_id},
    )  # fmt: skip
    notice.accepted_at = act.now
    notice.read_at, notice.read_by = notice.read_at or act.now, notice.read_by or act.actor
    _changed(notice)


@flow.verb(
    source=("told", "read"), target="tacit", clause="SSL-2.2", clause_of=lambda notice: notice.tacit_clause
)
def take_as_accepted(notice: VersionNotice, act: Act) -> None:
    """The version is in force and the service is used: that accepts it (SSL-2.2, SRV-2.2)."""
    notice.accepted_at = act.now


# --- inside -----------------------------------------------------------------------------------------------
def _tell(announcement: Announcement, act: Act) -> int:
    version = announcement.version
    keys = list(concerned(version).filter(customer_id__gt=announcement.told_through)[: VERSIONS.batch])
    known = set(
        VersionNotice.objects.filter(version=version, customer__in=keys).values_list("customer", flat=True)
    )
    running = belongings.running(keys) - known
    for customer in Customer.objects.filter(pk__in=running).order_by("pk"):
        _tell_one(version, customer, act)
    announcement.told += len(running)
    announcement.told_through = keys[-1] if keys else announcement.told_through
    announcement.done_at = act.now if len(keys) < VERSIONS.batch else None
    announcement.save()
    return len(keys)


def _tell_one(version: DocumentVersion, customer: Customer, act: Act) -> None:
    notice = VersionNotice(version=version, customer=customer, told_at=act.now, acted_through=act.now)
    notice.reschedule()
    unit_of_work.add(notice)
    emails.new_version(notice, act)
    _changed(notice)


def _changed(notice: VersionNotice) -> None:
    for ear in _ears:
        ear(notice.customer)


def _titles(document: Document) -> dict[str, str]:
    return {language: getattr(document, f"title_{language}") for language in ("fr", "en", "ar")}
