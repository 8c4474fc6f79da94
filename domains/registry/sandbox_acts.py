"""What a registry does behind our back, for tests and the demo: holds, deletions by authority, odd messages."""

from datetime import datetime

from django.db import transaction

from .models import OTHER, SandboxMessage, SandboxName, SandboxTransfer
from .port import RegistryTransfer
from .sandbox import SandboxRegistry
from .sandbox_book import locked
from .sandbox_queue import tell

SERVER_HOLD = "serverHold"


def set_status(name: str, status: str, on: bool, reason: str, now: datetime) -> None:
    """The registry sets or lifts one of its own statuses, and tells."""
    with transaction.atomic():
        row = _row(name, now)
        row.statuses = sorted({*row.statuses, status} if on else {*row.statuses} - {status})
        row.save(update_fields=["statuses"])
        text = _with_reason(f"{status} was {'set on' if on else 'removed from'} {name}.", reason)
        tell(row.sponsor, "status", name, text, now, status=status, on=on, reason=reason)


def delete_by_authority(name: str, reason: str, now: datetime) -> None:
    """An authority has a name deleted (DN-9.2): it is gone at once; the reason may be missing (DN-A2-6(4))."""
    with transaction.atomic():
        row = _row(name, now)
        SandboxTransfer.objects.filter(name=name, status="pending").update(status="serverCancelled")
        row.delete()
        text = _with_reason(f"{name} was deleted by decision of an authority.", reason)
        tell(row.sponsor, "deletion", name, text, now, reason=reason)


def change_expiry(name: str, expires_at: datetime, now: datetime) -> None:
    """The registry's date changes without a word."""
    with transaction.atomic():
        row = _row(name, now)
        row.expires_at, row.auto_renewed_at = expires_at, None
        row.save(update_fields=["expires_at", "auto_renewed_at"])


def ask_from_elsewhere(name: str, now: datetime, auth_code: str = "") -> RegistryTransfer:
    """The other registrar asks for a name of ours, with the code that its customer brought."""
    code = auth_code or SandboxName.objects.get(name=name).auth_code
    return SandboxRegistry(OTHER).request_transfer(name, code, 1, f"{OTHER}-{now:%Y%m%d%H%M}", now)


def pending_action(name: str, done: bool, now: datetime) -> SandboxMessage:
    """Something that the registry had to look at is decided."""
    row = SandboxName.objects.get(name=name)
    words = f"Pending action on {name}: {'done' if done else 'refused'}."
    return tell(row.sponsor, "pending_action", name, words, now, done=done)


def low_balance(registrar: str, balance: str, now: datetime) -> SandboxMessage:
    """The registrar's account runs dry."""
    return tell(registrar, "low_balance", "", f"Low account balance: {balance}", now, balance=balance)


def unknown_message(registrar: str, name: str, now: datetime) -> SandboxMessage:
    """A message of a type that nobody has described."""
    return tell(registrar, "other", name, "Sunset of the moon phase extension.", now, moon="waning")


def _with_reason(text: str, reason: str) -> str:
    """EPP has no place for a reason but the text."""
    return f"{text} Reason: {reason}" if reason else text


def _row(name: str, now: datetime) -> SandboxName:
    row = locked(name, now)
    if row is None:
        raise SandboxName.DoesNotExist(name)
    return row
