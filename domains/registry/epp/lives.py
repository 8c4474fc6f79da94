"""Registering, renewing, deleting, restoring: a look at the name comes before every act and after it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.ports import PortRefused, PortUnavailable, PortWaiting
from domains.registry.looks import DAYS_A_YEAR
from domains.registry.port import Host, NameTaken, RegistryName

from . import answers, contacts, hosts
from .answers import Answer, NameInfo
from .codes import ABSENT, EXISTS, IN_USE, PENDING
from .desk import Desk, is_being_deleted
from .frames import Part

REPORT, REQUEST = "domain:restore report", "domain:restore request"
STATEMENTS = (  # RFC 3915 section 4.2.5 asks for both
    "This registrar has not restored the Registered Name in order to assume the rights to use or sell the "
    "Registered Name for itself or for any third party.",
    "The information in this report is true to best of this registrar's knowledge, and this registrar "
    "acknowledges that intentionally supplying false information in this report shall constitute an "
    "incorrigible material breach of the Registry-Registrar Agreement.",
)


class Lives:
    """The life of names at one registry."""

    def __init__(self, desk: Desk):
        self.desk, self.pool, self.frames = desk, desk.pool, desk.frames

    # --- registration -----------------------------------------------------------------------------------
    def register(
        self, name: str, years: int, people: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Create the name with its contacts; what a first try made is found by its reference or its auth code."""
        found = self.desk.look(name)
        if found and not self._may_be_had_again(found):
            return self._registered(found, reference)
        if self.desk.last_code("domain:create", name, reference) == PENDING:
            self._after_review(name, now)
        answer = self._create(name, years, people, reference)
        if answer.code == EXISTS:
            found = self.desk.look(name)
            if found is None:
                raise NameTaken(answer.words)
            return self._registered(found, reference)
        if answer.code >= 2000:
            raise answer.error
        if answer.code == PENDING:
            raise PortWaiting(f"{name}: the registry examines the registration")
        found = self.desk.look(name)
        return self.desk.shown(found) if found else self._as_created(name, answer, reference, now)

    def _create(self, name: str, years: int, people: Mapping[str, Any], reference: str) -> Answer:
        connection = self.desk.connection
        wanted = contacts.handles(connection, people) if self.desk.has_contacts() else {}
        contacts.ensure(self.pool, connection.contact_uri, wanted, reference)
        servers = [Host(server) for server in connection.nameservers]
        as_objects = self.desk.has_host_objects()
        if as_objects:
            hosts.ensure(self.pool, connection.host_uri, servers, name, reference)
        handles = [(role, handle) for role, (handle, _person) in wanted.items()]
        code = contacts.auth_code(connection, reference, name)
        command = self.frames.create(name, years, servers, not as_objects, handles, code)
        return self.pool.answer(command, reference)

    def _may_be_had_again(self, found: NameInfo) -> bool:
        """A .ma name in its cancellation grace (DN-A2-4.1.3): its registry decides; in redemption it is restored."""
        return self.desk.connection.is_us(found.sponsor) and is_being_deleted(found) and not found.rgp

    def _registered(self, found: NameInfo, reference: str) -> RegistryName:
        """The name exists: ours by an earlier try, or taken."""
        shown, connection = self.desk.shown(found), self.desk.connection
        proven = found.auth_code == contacts.auth_code(connection, reference, found.name)
        if not shown.sponsor_is_us or shown.being_deleted or not (proven or shown.reference == reference):
            raise NameTaken(f"{found.name} exists")
        if "pendingCreate" in found.statuses:
            raise PortWaiting(f"{found.name}: the registry examines the registration")
        return shown

    def _after_review(self, name: str, now: datetime) -> None:
        """It was under examination, and `info` shows nothing: free again means refused, else it is still there."""
        free = answers.availability(self.pool.ask(self.frames.check([name])))
        if free.get(name.lower()):
            raise PortRefused(2308, f"{name}: the registry refused the registration after its examination")
        raise PortWaiting(f"{name}: the registry examines the registration")

    def _as_created(self, name: str, answer: Answer, reference: str, now: datetime) -> RegistryName:
        """A registry whose `info` lags behind: what its answer to the creation says."""
        data = answers.required(answer, "creData")
        born, ends = (answers.instant(answers.text(data, tag)) for tag in ("crDate", "exDate"))
        if ends is None:
            raise PortUnavailable(f"{name} was created and is not shown yet")
        code = contacts.auth_code(self.desk.connection, reference, name)
        return RegistryName(name, True, reference, born or now, ends, auth_code=code)

    # --- renewal ----------------------------------------------------------------------------------------
    def renew(self, name: str, current_expiry: date, years: int, reference: str) -> RegistryName:
        """Add years once: curExpDate is the registry's own day, and an expiry that has moved is looked at anew."""
        found = self.desk.held(name)
        moved = _years_between(current_expiry, found)
        if moved == years and years:
            return self.desk.shown(found)
        if moved:
            raise PortUnavailable(f"{name} expires on {found.expires_at:%Y-%m-%d}, not {current_expiry}")
        if "pendingRenew" in found.statuses:
            raise PortWaiting(f"{name}: the registry examines the renewal")
        own = found.expires_at.date() if found.expires_at else current_expiry
        answer = self.pool.answer(self.frames.renew(name, own, years), reference)
        after = self.desk.held(name)
        if answer.code >= 2000 and _years_between(current_expiry, after) != years:
            raise answer.error
        if answer.code == PENDING and _years_between(current_expiry, after) != years:
            raise PortWaiting(f"{name}: the registry examines the renewal")
        return self.desk.shown(after)

    # --- the end ----------------------------------------------------------------------------------------
    def delete(self, name: str, reference: str) -> RegistryName | None:
        """Delete; a name with hosts of its own lets go of them first (2305)."""
        found = self.desk.look(name)
        if found is None:
            return None
        self.desk.must_be_ours(found)
        if is_being_deleted(found):
            return self.desk.shown(found)
        answer = self.pool.answer(self.frames.delete(name), reference)
        if answer.code == IN_USE and found.hosts:
            self._let_go_of_hosts(found, reference)
            answer = self.pool.answer(self.frames.delete(name), reference)
        if answer.code >= 2000 and answer.code != ABSENT:
            raise answer.error
        after = self.desk.look(name)
        if after and answer.code == PENDING and not is_being_deleted(after):
            raise PortWaiting(f"{name}: the registry examines the deletion")
        return self.desk.shown(after) if after else None

    def _let_go_of_hosts(self, found: NameInfo, reference: str) -> None:
        """Hosts that serve other names too are refused by the registry, and so is the deletion."""
        own = tuple(Host(h.name) for h in found.nameservers if hosts.lies_under(h.name, found.name))
        if own:
            self.pool.ask(self.frames.update(found.name, removed=Part(nameservers=own)), reference)
        for host in found.hosts:
            hosts.remove(self.pool, self.desk.connection.host_uri, host, reference)

    # --- restore ----------------------------------------------------------------------------------------
    def restore(self, name: str, reference: str, report: Mapping[str, Any], now: datetime) -> RegistryName:
        """Request, then report (RFC 3915). An answer without upData says nothing: each step is seen by a look.

        Whether the registry adds a year with it is its own affair: who asks brings the expiry to what is paid.
        """
        found = self.desk.held(name)
        if is_being_deleted(found) and self._must_request(found, reference):
            self.pool.ask(self.frames.restore(name), reference)
            found = self.desk.held(name)
        if is_being_deleted(found) and report and self.desk.connection.restore_report:
            if self._last_restore(name, reference) != (REPORT, True):
                self.pool.ask(
                    self.frames.restore(name, self._report(found, reference, report, now)), reference
                )
            found = self.desk.held(name)
        if is_being_deleted(found) and report:
            raise PortWaiting(f"{name}: the registry examines the restore")
        return self.desk.shown(found)

    def _must_request(self, found: NameInfo, reference: str) -> bool:
        """Not while one is pending; where the registry shows no RGP status, our own book knows."""
        if "pendingRestore" in found.rgp:
            return False
        return "redemptionPeriod" in found.rgp or not self._last_restore(found.name, reference)[1]

    def _last_restore(self, name: str, reference: str) -> tuple[str, bool]:
        """The newest restore command, and whether the registry took it."""
        command, code = self.desk.book.last(self.desk.connection.name, [REQUEST, REPORT], name, reference)
        return command, code is not None and code < 2000

    def _report(self, found: NameInfo, reference: str, report: Mapping[str, Any], now: datetime):
        deleted = self.desk.book.when("domain:delete", found.name) or now
        servers = ", ".join(host.name for host in found.nameservers)
        shown = f"{found.name}; registrant {found.registrant or '-'}; name servers {servers or '-'}"
        return (
            ("preData", shown), ("postData", shown), ("delTime", _instant(min(deleted, now))),
            ("resTime", _instant(now)), ("resReason", str(report.get("reason") or "registrant's request")),
            *(("statement", statement) for statement in STATEMENTS), ("other", reference),
        )  # fmt: skip


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _years_between(current_expiry: date, found: NameInfo) -> int:
    """How many years the expiry lies beyond that day; a few days are none (local days, leap years)."""
    if found.expires_at is None:
        return 0
    return round((found.expires_at.date() - current_expiry).days / DAYS_A_YEAR)
