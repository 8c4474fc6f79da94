"""What a transfer to us asks of the registry. Called without a lock, at least once: looked at before acting."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.ports import PortRefused
from domains.models import HELD, Domain, TransferIn
from domains.registry import registry_for
from domains.registry.port import RegistryName, RegistryTransfer
from domains.terms import TRANSFER

from . import guards


class Stopped(PortRefused):
    """Not asked: proceedings stand between the customer and us (DN-6.2.1b)."""

    def __init__(self, why: guards.Refusal):
        super().__init__("stopped", str(why))


class NotSent(PortRefused):
    """Not asked: since the payment the name cannot be asked for any more. `why` is for the customer."""

    def __init__(self, why: str | Promise):
        super().__init__("not_sent", str(why))
        self.why = why


@dataclass(frozen=True)
class Progress:
    """How a transfer stands at the registry: its last transfer, and the name as it is shown."""

    transfer: RegistryTransfer | None
    name: RegistryName | None

    @property
    def outcome(self) -> str:
        """`arrived`, `refused`, taken `back`, `lost` to somebody else; empty as long as nothing is decided."""
        if self.name and self.name.sponsor_is_us:
            return "arrived"
        if self.name is None or (self.transfer and self.transfer.approved):
            return "lost"
        ends = {"clientRejected": "refused", "serverCancelled": "refused", "clientCancelled": "back"}
        return ends.get(self.transfer.status, "") if self.transfer else ""


def ask_registry(transfer: TransferIn, act: Act) -> Progress:
    """Ask for the name; if an earlier try took effect, its result is returned."""
    if why := guards.proceedings(transfer.customer):
        raise Stopped(why)
    registry = registry_for(transfer.extension.code)
    found = registry.info(transfer.name, act.now)
    _still_possible(transfer, found)
    if found and found.sponsor_is_us:
        return Progress(None, found)
    asked = registry.request_transfer(
        transfer.name, transfer.auth_code, TRANSFER.years, transfer.reference, act.now
    )
    return Progress(asked, registry.info(transfer.name, act.now) if asked.approved else found)


def follow_registry(transfer: TransferIn, act: Act) -> Progress:
    """What the registry says of the transfer now; an earlier one than ours says nothing."""
    registry = registry_for(transfer.extension.code)
    last = registry.transfer_status(transfer.name, transfer.auth_code, act.now)
    if last and transfer.asked_at and last.asked_at < transfer.asked_at:
        last = None
    return Progress(last, registry.info(transfer.name, act.now))


def take_back_at_registry(transfer: TransferIn, act: Act) -> Progress:
    """Cancel the request; where the registry had decided meanwhile, its decision is returned."""
    registry = registry_for(transfer.extension.code)
    try:
        cancelled = registry.cancel_transfer(transfer.name, transfer.public_id, act.now)
    except PortRefused:
        found = follow_registry(transfer, act)
        if found.transfer and found.transfer.status == "pending":
            raise
        return found
    return Progress(cancelled, registry.info(transfer.name, act.now))


def _still_possible(transfer: TransferIn, found: RegistryName | None) -> None:
    """What can have happened between the payment and the command (DN-2.2b)."""
    if found is None:
        raise NotSent(_("nobody holds the name any more: it can be registered"))
    if Domain.objects.filter(name=transfer.name, state__in=HELD).exists():
        raise NotSent(_("the name is with us already"))
    earlier = TransferIn.objects.filter(name=transfer.name, state__in=TransferIn.OPEN, pk__lt=transfer.pk)
    if earlier.exists():
        raise NotSent(_("somebody else has asked us for this name before"))
