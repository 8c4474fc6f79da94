"""The sandbox registry's message queue, and what it does by itself: transfers that nobody answered, renewals."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from core.clock import years_later

from .models import OTHER, SandboxMessage, SandboxName, SandboxTransfer
from .port import Message, RegistryTransfer
from .sandbox_life import aged, paid_until, terms_of
from .sandbox_strangers import fate

SERVER = "registre"
TEXTS = {
    "pending": "Transfer requested.",
    "clientApproved": "Transfer approved.",
    "clientRejected": "Transfer rejected.",
    "clientCancelled": "Transfer cancelled.",
    "serverApproved": "Transfer auto approved.",
    "serverCancelled": "Transfer cancelled by the registry.",
}


def tell(registrar: str, kind: str, name: str, text: str, now: datetime, **data: Any) -> SandboxMessage:
    """Queue a message."""
    facts = {"registrar": registrar, "kind": kind, "name": name, "text": text, "queued_at": now}
    return SandboxMessage.objects.create(**facts, data=data)


def tell_renewed(row: SandboxName, now: datetime) -> None:
    """The registry has added a year by itself (C-37, C-01)."""
    text = f"{row.name} was auto-renewed by the registry."
    tell(row.sponsor, "expiry", row.name, text, now, expires_at=row.expires_at.isoformat())


def as_transfer(row: SandboxTransfer) -> RegistryTransfer:
    """A transfer as the port shows it."""
    return RegistryTransfer(
        row.name, row.status, row.asked_by, row.asked_at, row.answered_by, row.act_by, row.expires_at
    )


def tell_transfer(transfer: SandboxTransfer, now: datetime) -> None:
    """The other side is told; what the registry decides by itself is told to both."""
    sides = {transfer.asked_by, transfer.asked_of}
    if transfer.status in {"pending", "clientCancelled"}:
        sides = {transfer.asked_of}
    elif not transfer.status.startswith("server"):
        sides = {transfer.asked_by}
    shown = {f: getattr(transfer, f) for f in ("status", "asked_by", "answered_by")}
    shown |= {f: getattr(transfer, f).isoformat() for f in ("asked_at", "act_by")}
    shown["expires_at"] = transfer.expires_at.isoformat() if transfer.expires_at else None
    for side in sorted(sides):
        tell(side, "transfer", transfer.name, TEXTS[transfer.status], now, transfer=shown)


def conclude(row: SandboxName, status: str, by: str, now: datetime) -> SandboxTransfer:
    """The pending transfer of a locked row ends; approved, the name moves and has a year more, within the cap."""
    transfer = SandboxTransfer.objects.get(name=row.name, status="pending")
    transfer.status, transfer.answered_by, transfer.act_by = status, by, now
    row.transfer_due_at = None
    if as_transfer(transfer).approved:
        most = years_later(now, terms_of(row.name).max_years)
        row.expires_at = max(row.expires_at, min(years_later(paid_until(row, now), 1), most))
        row.auto_renewed_at, row.transferred_at = None, now
        row.sponsor, row.reference = transfer.asked_by, transfer.reference
        row.auth_code = secrets.token_urlsafe(12)
        row.statuses = [status for status in row.statuses if status.startswith("server")]
        row.hosts.update(sponsor=row.sponsor)
        transfer.expires_at = row.expires_at
    row.save()
    transfer.save()
    tell_transfer(transfer, now)
    return transfer


def settle(row: SandboxName, now: datetime) -> None:
    """The window of a pending transfer has closed: silence is a yes (facts B3)."""
    due = row.transfer_due_at
    if due and due <= now:
        aged(row, due)
        status = fate(row.name) if row.sponsor == OTHER else "serverApproved"
        conclude(row, status, SERVER if status.startswith("server") else row.sponsor, due)


def as_message(row: SandboxMessage) -> Message:
    """A queued message as the port shows it."""
    known = {k: v for k, v in row.data.items() if k != "transfer"}
    transfer = transfer_from(row.name, row.data.get("transfer"))
    return Message(str(row.pk), row.queued_at, row.kind, row.name, row.text, known, transfer)


def transfer_from(name: str, said: Mapping[str, Any] | None) -> RegistryTransfer | None:
    """A transfer from its stored form."""
    if not said:
        return None
    instants = {f: parse_datetime(said[f]) for f in ("asked_at", "act_by", "expires_at") if said.get(f)}
    return RegistryTransfer(name, **{"expires_at": None, **said, **instants})
