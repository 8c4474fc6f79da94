"""A name arrives: its row with the registry's own facts, what the registry must be told, the paid line done."""

import secrets
from dataclasses import asdict

from django.utils import translation
from django.utils.functional import Promise

from billing import lines
from billing.models import OrderLine
from core.acts import Act
from domains import registry_calls
from domains.changes.lifecycle import ask_for
from domains.models import Domain, TransferIn
from domains.registry.port import HOLD, LOCK, RegistryName

SELF_SERVICE = "self_service"


def land(transfer: TransferIn, found: RegistryName, act: Act) -> Domain:
    """The name as it is ours now, paid through the registry's expiry; contacts as ordered, a code of our own."""
    domain = Domain(
        customer_id=transfer.customer_id, name=transfer.name, unicode_name=transfer.unicode_name,
        extension=transfer.extension, state=Domain.State.REGISTERED, contacts=transfer.contacts,
        ordered_at=transfer.ordered_at, completed_at=act.now, registry_created_at=found.created_at,
        registry_expires_at=found.expires_at, reference=found.reference,
        moved_at=found.transferred_at or act.now, term_started_at=act.now,
        paid_through=registry_calls.expiry_day(found), late_surcharge=transfer.late_surcharge,
        nameservers=[{"name": host, "addresses": []} for host in found.nameservers],
        ds_records=[asdict(record) for record in found.ds], locked=LOCK in found.statuses,
        on_hold=HOLD in found.statuses, acted_through=act.now,
    )  # fmt: skip
    domain.reschedule()
    domain.save()
    ask_for(domain, "contacts", transfer.contacts, act, "DN-7.3.1")
    if transfer.extension.auth_code == SELF_SERVICE:
        new_code(domain, act)
    return domain


def new_code(domain: Domain, act: Act) -> None:
    """Have the registry take a new code: the old one is known to others."""
    ask_for(domain, "auth_code", {"code": f"{secrets.token_urlsafe(12)}-A1"}, act, "DN-6.p1(2)")


def finish(line: str, act: Act) -> None:
    """The paid line has been carried out."""
    if line:
        lines.finish(_line(line), OrderLine.Outcome.DONE, act)


def credit(line: str, act: Act, reason: str | Promise) -> None:
    """What was paid becomes credit."""
    if line:
        lines.credit_line(_line(line), act, reason)


def worded(transfer: TransferIn, words: str | Promise, **values) -> str:
    """A text in the customer's language."""
    with translation.override(transfer.customer.language):
        return str(words).format(**values) if values else str(words)


def _line(public_id: str) -> OrderLine:
    return OrderLine.objects.select_related("customer").get(public_id=public_id)
