"""Look before you act: the first try may have worked though its answer was lost.

`LookFirst` asks `info` before each command and returns what a first try already did; `renew_to` says a
renewal as the expiry it must reach, so that no year is bought twice (DESIGN 2, C-37).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.clock import years_later
from core.ports import PortRefused

from .port import Availability, Host, Message, Registry, RegistryName, RegistryTransfer, Wanted

DAYS_A_YEAR = 365.25


class LookFirst:
    """A `Registry` in front of another one that may be asked twice and does things once."""

    def __init__(self, registry: Registry):
        self.registry = registry
        self.registrar, self.demands = registry.registrar, registry.demands

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names seem free."""
        return self.registry.check(names, now)

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name."""
        return self.registry.info(name, now)

    def contacts(self, shown: RegistryName, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        """What the registry shows of a name's contacts."""
        return self.registry.contacts(shown, now)

    def register(
        self, name: str, years: int, contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Done already when the name is ours, alive, under the same reference."""
        found = self.info(name, now)
        ours = found and found.sponsor_is_us and found.reference == reference
        if found and ours and not found.being_deleted:
            return found
        return self.registry.register(name, years, contacts, reference, now)

    def renew(
        self, name: str, current_expiry: date, years: int, reference: str, now: datetime
    ) -> RegistryName:
        """Done already when the expiry is where this renewal leads."""
        found = self.info(name, now)
        if found and not found.being_deleted and found.expires_on == years_later(current_expiry, years):
            return found
        return self.registry.renew(name, current_expiry, years, reference, now)

    def delete(self, name: str, reference: str, now: datetime) -> RegistryName | None:
        """Done already when the name is being deleted, or gone."""
        found = self.info(name, now)
        if found is None or (found.sponsor_is_us and found.being_deleted):
            return found
        return self.registry.delete(name, reference, now)

    def restore(self, name: str, reference: str, report: Mapping[str, Any], now: datetime) -> RegistryName:
        """Done already when the name is ours and alive."""
        found = self.info(name, now)
        if found and found.sponsor_is_us and not found.being_deleted:
            return found
        return self.registry.restore(name, reference, report, now)

    def update(self, name: str, wanted: Wanted, reference: str, now: datetime) -> RegistryName:
        """Done already when the name looks as wanted."""
        found = self.info(name, now)
        if found and found.sponsor_is_us and not found.being_deleted and looks_as(found, wanted):
            return found
        return self.registry.update(name, wanted, reference, now)

    def put_host(self, host: Host, reference: str, now: datetime) -> None:
        """The same addresses twice are the same addresses."""
        self.registry.put_host(host, reference, now)

    def remove_host(self, host: str, reference: str, now: datetime) -> None:
        """Done already when the registry knows no such host."""
        _unless(2303, lambda: self.registry.remove_host(host, reference, now))

    def trade(
        self, name: str, holder: Mapping[str, Any], contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Done already when the name is ours and shows this holder."""
        found = self.info(name, now)
        if found and found.sponsor_is_us and found.contacts.get("holder") == holder:
            return found
        return self.registry.trade(name, holder, contacts, reference, now)

    def request_transfer(
        self, name: str, auth_code: str, years: int, reference: str, now: datetime
    ) -> RegistryTransfer:
        """Done already when the name waits for us, or is ours by a transfer that we asked for."""
        found = self.info(name, now)
        last = self.transfer_status(name, auth_code, now) if found else None
        if found and last and last.asked_by == self.registrar:
            waiting, won = last.status == "pending", found.sponsor_is_us and last.approved
            if waiting or won:
                return last
        return self.registry.request_transfer(name, auth_code, years, reference, now)

    def transfer_status(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """The last transfer of a name."""
        return self.registry.transfer_status(name, auth_code, now)

    def answer_transfer(self, name: str, approve: bool, reference: str, now: datetime) -> RegistryTransfer:
        """A transfer that is decided already is told as it was decided, by us or by the registry."""
        last = self.transfer_status(name, "", now)
        if last and last.status != "pending":
            return last
        return self.registry.answer_transfer(name, approve, reference, now)

    def cancel_transfer(self, name: str, reference: str, now: datetime) -> RegistryTransfer:
        """A transfer that is decided already is told as it was decided."""
        last = self.transfer_status(name, "", now)
        if last and last.status != "pending":
            return last
        return self.registry.cancel_transfer(name, reference, now)

    def next_message(self, now: datetime) -> Message | None:
        """The oldest message in the registry's queue."""
        return self.registry.next_message(now)

    def acknowledge(self, message_id: str, now: datetime) -> None:
        """Done already when the queue holds no such message."""
        _unless(2303, lambda: self.registry.acknowledge(message_id, now))


def _unless(code: int, command: Callable[[], None]) -> None:
    """Carry out a removal; what is gone already needs none."""
    try:
        command()
    except PortRefused as refused:
        if refused.code != code:
            raise


def looks_as(found: RegistryName, wanted: Wanted) -> bool:
    """Whether a name needs no update to look as wanted; an auth code that the registry hides is set again."""
    return (
        all((status in found.statuses) == stands for status, stands in wanted.statuses.items())
        and (wanted.nameservers is None or set(found.nameservers) == {h.name for h in wanted.nameservers})
        and (wanted.ds is None or set(found.ds) == set(wanted.ds))
        and all(found.contacts.get(role) == who for role, who in (wanted.contacts or {}).items())
        and wanted.auth_code in {"", found.auth_code}
    )


def renew_to(registry: Registry, name: str, target: date, reference: str, now: datetime) -> RegistryName:
    """Bring the registry's expiry to `target`: exactly the missing years, no command when none is missing.

    In autoRenewPeriod a renewal for one year sends no command and one for n years sends n − 1 (C-37). A day's
    difference between Moroccan and UTC dates is no year.
    """
    found = registry.info(name, now)
    if found is None:
        raise PortRefused(2303, f"{name} does not exist")
    missing = round((target - found.expires_on).days / DAYS_A_YEAR)
    if missing < 1:
        return found
    return registry.renew(name, found.expires_on, missing, reference, now)
