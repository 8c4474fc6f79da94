"""Look before you act: the first try may have worked though its answer was lost.

`LookFirst` asks `info` before each command and returns what a first try already did; `renew_to` says a
renewal as the expiry it must reach, so that no year is bought twice (DESIGN 2, C-37).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.clock import years_later
from core.ports import PortRefused

from .port import Availability, Registry, RegistryName, Wanted

DAYS_A_YEAR = 365.25


class LookFirst:
    """A `Registry` in front of another one that may be asked twice and does things once."""

    def __init__(self, registry: Registry):
        self.registry = registry

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names seem free."""
        return self.registry.check(names, now)

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name."""
        return self.registry.info(name, now)

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
