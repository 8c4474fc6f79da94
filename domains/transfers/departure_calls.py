"""What a transfer away asks of the registry: how it stands, and our answer. The registry's word is what counts."""

from dataclasses import dataclass

from core.acts import Act
from core.ports import PortRefused
from domains.models import TransferOut
from domains.registry import registry_for
from domains.registry.port import RegistryName, RegistryTransfer


@dataclass(frozen=True)
class Standing:
    """The last transfer of the name, and the name as the registry shows it."""

    transfer: RegistryTransfer | None
    name: RegistryName | None

    @property
    def gone(self) -> bool:
        """With another registrar: its sponsor says so, or its last transfer was approved."""
        if self.name is not None:
            return not self.name.sponsor_is_us
        return bool(self.transfer and self.transfer.approved)


def follow_departure(departure: TransferOut, act: Act) -> Standing:
    """How the transfer stands; one that is older than this one says nothing."""
    domain = departure.domain
    registry = registry_for(domain.extension.code)
    last = registry.transfer_status(domain.name, domain.auth_code, act.now)
    last = last if last and last.asked_at >= departure.asked_at else None
    return Standing(last, registry.info(domain.name, act.now))


def approve_at_registry(departure: TransferOut, act: Act) -> Standing:
    """Let the name go."""
    return _answer(departure, True, act)


def refuse_at_registry(departure: TransferOut, act: Act) -> Standing:
    """Keep the name."""
    return _answer(departure, False, act)


def _answer(departure: TransferOut, approve: bool, act: Act) -> Standing:
    """Say it; what the registry decided meanwhile stands. An earlier try that took effect is found the same way."""
    domain = departure.domain
    registry = registry_for(domain.extension.code)
    try:
        registry.answer_transfer(domain.name, approve, departure.public_id, act.now)
    except PortRefused:
        standing = follow_departure(departure, act)
        if standing.transfer and standing.transfer.status == "pending":
            raise
        return standing
    return follow_departure(departure, act)
