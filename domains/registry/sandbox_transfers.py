"""Transfers between the two registrars of the sandbox registry (RFC 5730 2.9.3.4), and the message queue."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core.clock import days
from core.ports import PortRefused

from . import sandbox_queue
from .models import OTHER, SandboxMessage, SandboxName, SandboxTransfer
from .port import Message, RegistryTransfer
from .sandbox_book import Book, Command, fault, locked
from .sandbox_life import MA_ZONES, PENDING_TRANSFER, statuses, terms_of
from .sandbox_queue import as_transfer, conclude, tell_transfer
from .sandbox_strangers import FATES, fate, strangers_row
from .terms import MA_REGISTRY

BATCH = 100
FORBID = {"clientTransferProhibited", "serverTransferProhibited"}


class Transfers(Book):
    """The transfer commands, and poll."""

    def request_transfer(
        self, name: str, auth_code: str, years: int, reference: str, now: datetime
    ) -> RegistryTransfer:
        """The name waits for its registrar's answer; after the window silence is a yes."""

        def work(row: SandboxName | None) -> SandboxName:
            row = row or strangers_row(name, now)
            if row is None:
                raise PortRefused(2303, f"{name} does not exist")
            self._check_request(row, auth_code, years, now)
            row.transfer_due_at = now + _window(row)
            transfer = SandboxTransfer.objects.create(
                name=name, asked_by=self.registrar, asked_of=row.sponsor, asked_at=now, answered_by=row.sponsor,
                act_by=now + terms_of(name).transfer_window, reference=reference,
            )  # fmt: skip
            tell_transfer(transfer, now)
            return row

        return self._execute(Command("request_transfer", name, reference, now, reference), work, _last)

    def _check_request(self, row: SandboxName, auth_code: str, years: int, now: datetime) -> None:
        """Another's name, its code, no lock, and 60 days of age under generic extensions (DN-6.p1)."""
        if row.sponsor == self.registrar:
            raise PortRefused(2106, f"{row.name} is already sponsored by this registrar")
        if auth_code != row.auth_code or not auth_code:
            raise PortRefused(2202, f"{row.name}: wrong authorisation information")
        if years != 1:
            raise PortRefused(2004, f"{row.name}: a transfer adds one year")
        if row.transfer_due_at:
            raise PortRefused(2300, f"{row.name} is pending transfer")
        if row.deleted_at or FORBID & set(row.statuses):
            raise PortRefused(2304, f"{row.name}: {', '.join(statuses(row))}")
        free_at = max(row.created_at, row.transferred_at or row.created_at) + terms_of(row.name).transfer_lock
        if now < free_at:
            raise PortRefused(2304, f"{row.name}: no transfer before {free_at:%Y-%m-%d}")

    def transfer_status(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """The last transfer of a name, to its two sides and to who knows its code."""
        fault("before", "transfer_status", name, now)
        with transaction.atomic():
            row = locked(name, now)
        last = SandboxTransfer.objects.filter(name=name).first()
        sides = {last.asked_by, last.asked_of} if last else set()
        knows = bool(auth_code) and row is not None and auth_code == row.auth_code
        return as_transfer(last) if last and (self.registrar in sides or knows) else None

    def answer_transfer(self, name: str, approve: bool, reference: str, now: datetime) -> RegistryTransfer:
        """The holder's registrar says yes or no."""
        status = "clientApproved" if approve else "clientRejected"
        verb = "approve_transfer" if approve else "reject_transfer"
        return self._concluded(Command(verb, name, reference, now, f"@{now.isoformat()}"), status)

    def cancel_transfer(self, name: str, reference: str, now: datetime) -> RegistryTransfer:
        """The registrar that asked takes it back."""
        command = Command("cancel_transfer", name, reference, now, f"@{now.isoformat()}")
        return self._concluded(command, "clientCancelled")

    def _concluded(self, command: Command, status: str) -> RegistryTransfer:
        def work(row: SandboxName | None) -> SandboxName:
            if row is None:
                raise PortRefused(2303, f"{command.name} does not exist")
            if PENDING_TRANSFER not in statuses(row):
                raise PortRefused(2301, f"{command.name} is not pending transfer")
            asked_by = SandboxTransfer.objects.get(name=row.name, status="pending").asked_by
            if status == "clientCancelled" and asked_by != self.registrar:
                raise PortRefused(2201, f"{command.name}: asked for by another registrar")
            conclude(row, status, self.registrar, command.now)
            return row

        return self._execute(command, work, _last)

    def next_message(self, now: datetime) -> Message | None:
        """The oldest message that was not acknowledged."""
        fault("before", "next_message", "", now)
        catch_up(now)
        row = self._queue().first()
        return sandbox_queue.as_message(row) if row else None

    def acknowledge(self, message_id: str, now: datetime) -> None:
        """Take a message off the queue."""
        fault("before", "acknowledge", message_id, now)
        known = self._queue().filter(pk=message_id) if message_id.isdigit() else SandboxMessage.objects.none()
        if not known.update(acknowledged_at=now):
            raise PortRefused(2303, f"message {message_id} does not exist")
        fault("after", "acknowledge", message_id, now)

    def _queue(self):
        return SandboxMessage.objects.filter(registrar=self.registrar, acknowledged_at=None)


def catch_up(now: datetime) -> None:
    """Do what fell due at the registry while nobody sent a command."""
    ma = Q(name__endswith=MA_ZONES[0]) | Q(name__endswith=MA_ZONES[1])
    over = (Q(expires_at__lte=now) & ~ma) | (ma & Q(expires_at__lte=now - MA_REGISTRY.tacit_renewal))
    due = SandboxName.objects.filter(Q(transfer_due_at__lte=now) | (over & Q(deleted_at=None)))
    for name in list(due.order_by().values_list("name", flat=True)[:BATCH]):
        with transaction.atomic():
            locked(name, now)


def _last(row: SandboxName, now: datetime, registrar: str) -> RegistryTransfer:
    return as_transfer(SandboxTransfer.objects.filter(name=row.name).first())


def _window(row: SandboxName):
    """Some of the other registrar's names are answered on the next day (`sandbox_strangers.FATES`)."""
    quick = row.sponsor == OTHER and fate(row.name) in FATES.values()
    return days(1) if quick else terms_of(row.name).transfer_window
