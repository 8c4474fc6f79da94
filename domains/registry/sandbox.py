"""The sandbox registry: behaves like the real ones, in a book of its own, and can be made to fail (`faults`).

It knows nothing of the portal's tables. Each command is one short transaction and one line in its ledger.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from core.clock import years_later
from core.ports import PortRefused

from . import faults
from .looks import LookFirst
from .models import SandboxName, SandboxTransaction
from .port import LOCK, Availability, NameTaken, RegistryName, Wanted
from .sandbox_life import aged, is_ma, paid_until, rgp, seen
from .terms import GTLD_REGISTRY, MA_REGISTRY

SOMEBODY_ELSES = frozenset({
    "amazon", "apple", "facebook", "google", "instagram", "linkedin", "microsoft", "netflix", "wikipedia",
    "youtube",
    "attijariwafabank", "inwi", "jumia", "maroc-telecom", "ocp", "orange", "renault", "royalairmaroc",
})  # fmt: skip
SOMEBODY_ELSES_PREFIXES = ("pris-", "taken-")
SINCE, UNTIL = datetime(2010, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
DONE = 1000  # EPP: carried out


@dataclass(frozen=True)
class Command:
    """What arrives at the registry. Without a `target` the paid period tells one occasion from the next."""

    verb: str
    name: str
    reference: str
    now: datetime
    target: str = ""


class SandboxRegistry:
    """A `Registry` without look-before-act: a repeated command is carried out or refused, as in real life."""

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names seem free; one query however many names."""
        _fault("before", "check", ",".join(names), now)
        rows = {row.name: aged(row, now) for row in SandboxName.objects.filter(name__in=names)}
        return {name: Availability(not why, why, now) for name in names for why in [_taken(name, rows)]}

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name."""
        _fault("before", "info", name, now)
        if somebody_elses(name):
            return _strangers(name)
        row = SandboxName.objects.filter(name=name).first()
        row = aged(row, now) if row else None
        return seen(row, now) if row else None

    def register(
        self, name: str, years: int, contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """First come, first served (DN-2.5); a cancelled .ma name may be had again by its last holder."""

        def work(row: SandboxName | None) -> SandboxName:
            if somebody_elses(name) or (row and not _in_cancel_grace(row)):
                raise NameTaken(f"{name} exists")
            _check_order(name, years, contacts)
            if row:
                row.delete()
            return SandboxName(
                name=name, reference=reference, created_at=now, expires_at=years_later(now, years),
                contacts=dict(contacts), auth_code=secrets.token_urlsafe(12),
            )  # fmt: skip

        return self._execute(Command("register", name, reference, now, f"{years}y"), work)

    def renew(
        self, name: str, current_expiry: date, years: int, reference: str, now: datetime
    ) -> RegistryName:
        """Years on top of the registry's own expiry; in autoRenewPeriod beyond the year it added (C-37)."""

        def work(row: SandboxName) -> SandboxName:
            _check_alive(row)
            if row.expires_at.date() != current_expiry:
                raise PortRefused(2306, f"{name} expires on {row.expires_at:%Y-%m-%d}, not {current_expiry}")
            ceiling = (MA_REGISTRY if is_ma(name) else GTLD_REGISTRY).max_years
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
            _check_alive(row)
            if "clientDeleteProhibited" in row.statuses:
                raise PortRefused(2304, f"{name} is protected against deletion")
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
            _check_alive(row)
            statuses = dict.fromkeys(row.statuses, True) | dict(wanted.statuses)
            row.statuses = sorted(status for status, stands in statuses.items() if stands)
            if wanted.nameservers is not None:
                row.nameservers = [host.name for host in wanted.nameservers]
            if wanted.ds is not None:
                row.ds = [asdict(record) for record in wanted.ds]
            row.contacts = {**row.contacts, **(wanted.contacts or {})}
            row.auth_code = wanted.auth_code or row.auth_code
            return row

        return self._execute(Command("update", name, reference, now, f"@{now.isoformat()}"), work)

    def _execute(self, command: Command, work: Callable[..., SandboxName]) -> RegistryName:
        """Receive a command, carry it out or refuse it, and write it down either way."""
        _fault("before", command.verb, command.name, command.now)
        answer: RegistryName | PortRefused
        with transaction.atomic():
            row = _locked(command.name, command.now)
            occasion = f"{paid_until(row, command.now):%Y-%m-%d}" if row else "new"
            try:
                if row is None and command.verb != "register":
                    raise _unknown(command.name)
                answer = seen(_saved(work(row)), command.now)
            except PortRefused as refused:
                answer = refused
            _write_down(command, command.target or occasion, answer)
        if isinstance(answer, PortRefused):
            raise answer
        _fault("after", command.verb, command.name, command.now)
        return answer


def in_front() -> LookFirst:
    """The sandbox registry as the portal uses it."""
    return LookFirst(SandboxRegistry())


def somebody_elses(name: str) -> bool:
    """Some names always belong to another registrar's customer, so that the demo can lose a race."""
    label = name.partition(".")[0]
    return label in SOMEBODY_ELSES or label.startswith(SOMEBODY_ELSES_PREFIXES)


def _strangers(name: str) -> RegistryName:
    return RegistryName(name, False, "", SINCE, UNTIL, (LOCK,))


def _taken(name: str, rows: Mapping[str, SandboxName | None]) -> str:
    row = rows.get(name)
    if row and _in_cancel_grace(row):
        return "cancel_grace"
    return "taken" if row or somebody_elses(name) else ""


def _in_cancel_grace(row: SandboxName) -> bool:
    return bool(row.deleted_at) and is_ma(row.name)


def _unknown(name: str) -> PortRefused:
    if somebody_elses(name):
        return PortRefused(2201, f"{name} is sponsored by another registrar")
    return PortRefused(2303, f"{name} does not exist")


def _check_alive(row: SandboxName) -> None:
    if row.deleted_at:
        raise PortRefused(2304, f"{row.name} is being deleted")


def _check_order(name: str, years: int, contacts: Mapping[str, Any]) -> None:
    """The registry's own conditions for a creation: the term, and for .ma an admin contact in Morocco."""
    most = (MA_REGISTRY if is_ma(name) else GTLD_REGISTRY).max_years
    if not 1 <= years <= most:
        raise PortRefused(2004, f"{name}: 1 to {most} years")
    country = (contacts.get("admin") or {}).get("country", "MA")
    if is_ma(name) and country != "MA":
        raise PortRefused(2306, f"{name}: the administrative contact must be in Morocco")


def _locked(name: str, now: datetime) -> SandboxName | None:
    """The row under its lock, as it is now; one that is gone leaves the book."""
    held = SandboxName.objects.select_for_update().filter(name=name).first()
    row = aged(held, now) if held else None
    if held and row is None:
        held.delete()
    return row


def _saved(row: SandboxName) -> SandboxName:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(f"{row.name} exists") from None
    return row


def _write_down(command: Command, target: str, answer: RegistryName | PortRefused) -> None:
    result = int(answer.code) if isinstance(answer, PortRefused) else DONE
    cltrid = f"{command.reference}.{command.verb}.{command.name}.{target}"[:400]
    facts = {"command": command.verb, "name": command.name, "reference": command.reference, "at": command.now}
    done = int(result == DONE)
    defaults = facts | {"result": result, "done": done}
    entry, new = SandboxTransaction.objects.get_or_create(cltrid=cltrid, defaults=defaults)
    if not new:
        again = {"times": F("times") + 1, "done": F("done") + done, "result": result}
        SandboxTransaction.objects.filter(pk=entry.pk).update(**again)


def _fault(when: str, command: str, name: str, now: datetime) -> None:
    if faults.plan:
        getattr(faults.plan, when)(command, name, now)
