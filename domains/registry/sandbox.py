"""The sandbox registry: behaves like the real ones, in a book of its own, and can be made to fail (`faults`).

It knows nothing of the portal's tables. Each command is one short transaction and one line in its ledger.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.clock import years_later
from core.ports import PortRefused

from .looks import LookFirst
from .models import SandboxName
from .port import Availability, NameTaken, RegistryName, Wanted
from .sandbox_book import Command, fault, locked
from .sandbox_hosts import Hosts, check_hosts_free, put_glue
from .sandbox_life import PENDING_TRANSFER, aged, is_ma, paid_until, rgp, seen, statuses, terms_of
from .sandbox_strangers import SOMEBODY_ELSES_PREFIXES, somebody_elses, strangers_row
from .sandbox_transfers import Transfers
from .terms import GTLD_REGISTRY


class SandboxRegistry(Transfers, Hosts):
    """A `Registry` without look-before-act: a repeated command is carried out or refused, as in real life."""

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names seem free; one query however many names."""
        fault("before", "check", ",".join(names), now)
        rows = {row.name: aged(row, now) for row in SandboxName.objects.filter(name__in=names)}
        return {name: Availability(not why, why, now) for name in names for why in [_taken(name, rows)]}

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name."""
        fault("before", "info", name, now)
        row = SandboxName.objects.filter(name=name).first()
        if row and row.transfer_due_at and row.transfer_due_at <= now:
            row = settled(name, now)
        row = aged(row, now) if row else strangers_row(name, now)
        return seen(row, now, self.registrar) if row else None

    def contacts(self, shown: RegistryName, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        """The look shows them whole."""
        return shown.contacts

    def register(
        self, name: str, years: int, contacts: Mapping[str, Any], reference: str, now: datetime,
        wanted: Wanted | None = None,
    ) -> RegistryName:  # fmt: skip
        """First come, first served (DN-2.5); a cancelled .ma name may be had again by its last holder."""

        def work(row: SandboxName | None) -> SandboxName:
            again = row and _in_cancel_grace(row) and row.sponsor == self.registrar
            if not again and (row or somebody_elses(name)):
                raise NameTaken(f"{name} exists")
            _check_order(name, years, contacts)
            if row:
                row.delete()
            anew = SandboxName(
                name=name, reference=reference, created_at=now, expires_at=years_later(now, years),
                contacts=dict(contacts), auth_code=secrets.token_urlsafe(12), sponsor=self.registrar,
            )  # fmt: skip
            _dress(anew, wanted or Wanted())
            return anew

        return self._execute(Command("register", name, reference, now, f"{years}y"), work)

    def renew(
        self, name: str, current_expiry: date, years: int, reference: str, now: datetime
    ) -> RegistryName:
        """Years on top of the registry's own expiry; in autoRenewPeriod beyond the year it added (C-37)."""

        def work(row: SandboxName) -> SandboxName:
            check_open(row, "Renew")
            if row.expires_at.date() != current_expiry:
                raise PortRefused(2306, f"{name} expires on {row.expires_at:%Y-%m-%d}, not {current_expiry}")
            ceiling = terms_of(name).max_years
            expires_at = years_later(row.expires_at, years)
            if years < 1 or expires_at > years_later(now, ceiling):
                raise PortRefused(2105, f"{name}: no later than {ceiling} years from today")
            row.expires_at, row.auto_renewed_at = expires_at, None
            return row

        target = years_later(current_expiry, max(years, 0)).isoformat()
        return self._execute(Command("renew", name, reference, now, target), work)

    def delete(self, name: str, reference: str, now: datetime) -> RegistryName | None:
        """Redemption for a generic name, the cancellation grace for a .ma name."""

        def work(row: SandboxName) -> SandboxName:
            check_open(row, "Delete")
            check_hosts_free(row)
            row.expires_at, row.auto_renewed_at = paid_until(row, now), None
            row.deleted_at = now
            return row

        return self._execute(Command("delete", name, reference, now), work)

    def restore(self, name: str, reference: str, report: Mapping[str, Any], now: datetime) -> RegistryName:
        """From redemption to pendingRestore, and with its report back to life with one year more (C-25)."""

        def work(row: SandboxName) -> SandboxName:
            if not {"redemptionPeriod", "pendingRestore"} & set(rgp(row, now)):
                raise PortRefused(2304, f"{name} is not in redemption")
            if not report:
                row.restore_asked_at = row.restore_asked_at or now
                return row
            expires_at = years_later(row.expires_at, 1)
            row.expires_at = min(expires_at, years_later(now, GTLD_REGISTRY.max_years))
            row.deleted_at = row.restore_asked_at = None
            return row

        verb = "restore_report" if report else "restore"
        return self._execute(Command(verb, name, reference, now), work)

    def update(self, name: str, wanted: Wanted, reference: str, now: datetime) -> RegistryName:
        """Statuses, delegation, DS records, contacts and auth code, as wanted."""

        def work(row: SandboxName) -> SandboxName:
            check_open(row, "Update", wanted.statuses)
            _dress(row, wanted)
            put_glue(row, wanted.nameservers or (), now)
            return row

        return self._execute(Command("update", name, reference, now, f"@{now.isoformat()}"), work)

    def trade(
        self, name: str, holder: Mapping[str, Any], contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Another holder; under .ma the term restarts with one year from now (facts B4)."""

        def work(row: SandboxName) -> SandboxName:
            check_open(row, "Update")
            _check_admin(name, {**row.contacts, **contacts})
            row.contacts = {**row.contacts, **contacts, "holder": dict(holder)}
            if is_ma(name):
                row.expires_at, row.auto_renewed_at = years_later(now, 1), None
            return row

        return self._execute(Command("trade", name, reference, now, reference), work)


def opened(name: str, entry: Mapping[str, Any]) -> LookFirst:
    """The sandbox registry as the portal uses it."""
    return LookFirst(SandboxRegistry())


def faults(name: str, entry: Mapping[str, Any]) -> list[str]:
    """Nothing can be wrong in its settings."""
    return []


def settled(name: str, now: datetime) -> SandboxName | None:
    """The row after the registry has decided what was left to it."""
    with transaction.atomic():
        return locked(name, now)


def check_open(row: SandboxName, act: str, changed: Mapping[str, bool] | None = None) -> None:
    """A status that forbids the act, unless the act itself takes it away."""
    stand = set(statuses(row)) - {status for status, on in (changed or {}).items() if not on}
    if row.deleted_at:
        raise PortRefused(2304, f"{row.name} is being deleted")
    if against := stand & {f"client{act}Prohibited", f"server{act}Prohibited", PENDING_TRANSFER}:
        raise PortRefused(2304, f"{row.name}: {', '.join(sorted(against))}")
    if any(status.startswith("server") for status in changed or {}):
        raise PortRefused(2306, f"{row.name}: server statuses are the registry's own")


def _dress(row: SandboxName, wanted: Wanted) -> None:
    """Make a row look as wanted."""
    standing = dict.fromkeys(row.statuses, True) | dict(wanted.statuses)
    row.statuses = sorted(status for status, stands in standing.items() if stands)
    if wanted.nameservers is not None:
        row.nameservers = [host.name for host in wanted.nameservers]
    if wanted.ds is not None:
        row.ds = [asdict(record) for record in wanted.ds]
    people = {**row.contacts, **(wanted.contacts or {})}
    row.contacts = {role: who for role, who in people.items() if who}
    row.auth_code = wanted.auth_code or row.auth_code


def _taken(name: str, rows: Mapping[str, SandboxName | None]) -> str:
    row = rows.get(name)
    if row and _in_cancel_grace(row):
        return "cancel_grace"
    return "taken" if row or somebody_elses(name) else ""


def _in_cancel_grace(row: SandboxName) -> bool:
    return bool(row.deleted_at) and is_ma(row.name)


def _check_order(name: str, years: int, contacts: Mapping[str, Any]) -> None:
    """The registry's own conditions for a creation: the term, and for .ma an admin contact in Morocco."""
    most = terms_of(name).max_years
    if not 1 <= years <= most:
        raise PortRefused(2004, f"{name}: 1 to {most} years")
    _check_admin(name, contacts)


def _check_admin(name: str, contacts: Mapping[str, Any]) -> None:
    country = (contacts.get("admin") or {}).get("country", "MA")
    if is_ma(name) and country != "MA":
        raise PortRefused(2306, f"{name}: the administrative contact must be in Morocco")


__all__ = ["SOMEBODY_ELSES_PREFIXES", "SandboxRegistry", "check_open", "faults", "opened", "settled"]
