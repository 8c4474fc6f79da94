"""Guards of transfers: why a name may not leave or come now, under which clause, and the way out (guard 10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock, display
from core.clock import days
from core.transitions import NotAllowed
from domains.guards import open_dispute
from domains.models import Domain, Hold, Proceeding, TransferIn
from domains.registry.port import LOCK, RegistryName

LEAVES_FROM = ("registered", "grace")
SERVER_LOCK, UNDER_WAY = "serverTransferProhibited", "pendingTransfer"
_day = lazy(display.day, str)  # worded in the reader's language, when it is read


@dataclass(frozen=True)
class Refusal:
    """Why not: the reason, its clause, the way out; `until` is the first day on which it is possible again."""

    reason: str | Promise
    clause: str
    way_out: str | Promise
    until: date | None = None

    def __str__(self) -> str:
        return f"{self.reason} {self.way_out}"

    def refuse(self) -> None:
        raise NotAllowed(str(self), self.clause)


# --- away from us -----------------------------------------------------------------------------------------


def may_leave(domain: Domain, today: date) -> Refusal | None:
    """Why the name may not be transferred away today; None when it may. Expiry alone is no ground (C-07)."""
    if domain.state not in LEAVES_FROM:
        return _too_far_gone(domain)
    if held := open_dispute(domain):
        return Refusal(
            format_lazy(_("A dispute stands open on this name ({kind})."), kind=Hold.Kind(held.kind).label),
            "DN-6.2.4",
            _("Once it has ended, tell us and send its outcome: the name is then free to leave."),
        )
    first = leaves_from(domain)
    if first and today < first:
        reason = _(
            "A generic name stays {n} days with its registrar after a registration, a transfer or a new holder."
        )
        return Refusal(
            format_lazy(reason, n=domain.extension.lock_days),
            "DN-6.p1(1)",
            format_lazy(_("It may leave from {day} on: ask for its code then."), day=_day(first)),
            first,
        )
    return None


def warning(domain: Domain, today: date) -> Refusal | None:
    """What a customer must have read before an expired name leaves; not a refusal (DN-6.2.3, C-07)."""
    if not domain.paid_through or today <= domain.paid_through:
        return None
    return Refusal(
        format_lazy(
            _("This name expired on {day}; a transfer should have been asked for before."),
            day=_day(domain.paid_through),
        ),
        "C-07",
        _(
            "It can still leave as long as it is in its grace; if the transfer takes longer, renew it here first."
        ),
    )


def leaves_from(domain: Domain) -> date | None:
    """The first day on which the name may leave, counted from its last registration, transfer or new holder (C-06)."""
    lock = domain.extension.lock_days
    moved = [clock.local_date(at) for at in (domain.registry_created_at, domain.moved_at) if at]
    return max(moved) + days(lock) + days(1) if lock and moved else None


def _too_far_gone(domain: Domain) -> Refusal:
    if domain.asking:
        return Refusal(
            _("The registry has been asked for something about this name and has not answered yet."),
            "DN-6.2.1a",
            _("Come back in an hour."),
        )
    if domain.state == Domain.State.REDEMPTION:
        return Refusal(
            _("The name is in redemption: registries transfer no such name."),
            "C-07",
            _("Buy it back first; it can leave afterwards."),
        )
    return Refusal(
        _("The name is no longer registered with us."), "C-07", _("Nothing can be transferred any more.")
    )


# --- towards us -------------------------------------------------------------------------------------------


def proceedings(customer) -> Refusal | None:
    """Open proceedings between the customer and the company (DN-6.2.1b)."""
    if not Proceeding.objects.of(customer).filter(state=Proceeding.State.OPEN).exists():
        return None
    return Refusal(
        _("Proceedings between you and us are open: until they end no name can be transferred to us."),
        "DN-6.2.1b",
        _("Write to us to settle them; the transfer goes on as soon as they are closed."),
    )


def may_enter(name: str, extension, found: RegistryName | None, now: datetime) -> Refusal | None:
    """Why the name cannot be asked for, from what its registry shows; None when it can (DN-6.2.1a)."""
    if found is None:
        return Refusal(_("Nobody holds this name."), "DN-6.2.1a", _("You need no transfer: register it."))
    checks: tuple[Callable[..., Refusal | None], ...] = (_ours, _under_way, _dying, _locked, _young)
    return next((why for check in checks if (why := check(name, extension, found, now))), None)


def _ours(name: str, extension, found: RegistryName, now: datetime) -> Refusal | None:
    if not found.sponsor_is_us:
        return None
    return Refusal(
        _("This name is with us already."),
        "DN-6.2.1a",
        _("If it is to change hands, its present holder asks for a change of holder."),
    )


def _under_way(name: str, extension, found: RegistryName, now: datetime) -> Refusal | None:
    asked = TransferIn.objects.filter(name=name, state__in=TransferIn.OPEN).exists()
    if not asked and UNDER_WAY not in found.statuses:
        return None
    return Refusal(
        _("A transfer of this name is under way already."),
        "DN-6.2.1a",
        _("Wait for its outcome; if it fails, ask again."),
    )


def _dying(name: str, extension, found: RegistryName, now: datetime) -> Refusal | None:
    if not found.being_deleted:
        return None
    return Refusal(
        _("The name is being deleted (redemption or deletion): registries transfer no such name."),
        "C-07",
        _("Its holder restores it with the present registrar first, or you register it once it is free."),
    )


def _locked(name: str, extension, found: RegistryName, now: datetime) -> Refusal | None:
    if SERVER_LOCK in found.statuses:
        return Refusal(
            _("The registry itself has locked the name (serverTransferProhibited), as it does in disputes."),
            "DN-6.2.2",
            _("Ask the present registrar why, and come back once the registry has lifted it."),
        )
    if LOCK in found.statuses:
        return Refusal(
            _("The present registrar's lock is on (clientTransferProhibited)."),
            "DN-6.p1(3)",
            _("Switch it off in your account with the present registrar, then ask again."),
        )
    return None


def _young(name: str, extension, found: RegistryName, now: datetime) -> Refusal | None:
    """The other registrar may refuse a name that it has had for less than the lock (facts B3)."""
    last = max(filter(None, (found.created_at, found.transferred_at)))
    first = clock.local_date(last) + days(extension.lock_days) + days(1)
    if not extension.lock_days or clock.local_date(now) >= first:
        return None
    return Refusal(
        format_lazy(_("The name was registered or transferred on {day}."), day=_day(clock.local_date(last))),
        "DN-6.p1(1)",
        format_lazy(_("It may change registrar from {day} on: ask again then."), day=_day(first)),
        first,
    )
