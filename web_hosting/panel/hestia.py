"""HestiaCP through its HTTP API, read from its documentation and its source (version 1.9, November 2026).

The free panel chosen: its API is one documented address whose commands are those of its command line, each with its
exit code; ISPConfig's SOAP needs a session and a dozen calls for one space, CyberPanel's API knows less than half of
the port. Unproved against a running server: tested against a server of the tests' own that answers as its source does.

A POST to `/api/` with `access_key`, `secret_key`, `cmd`, `arg1`…; `returncode=yes` answers with the exit code alone.
Commands: `v-add-user`, `v-add-domain` (for e-mail alone `v-add-mail-domain`: such a plan has no web site),
`v-add-dns-domain`, `v-list-user`, `v-list-users`, `v-list-web-domain`, `v-list-mail-domain`, `v-list-user-ips`,
`v-suspend-user`, `v-unsuspend-user`, `v-change-user-package`, `v-delete-user`, `v-list-user-backups`,
`v-schedule-user-restore`. The user's full name is our reference, by which a space is known as ours. It has no sign-in
for others: the door is its own page. A restore is queued; the panel does it within minutes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.ports import PortRefused, PortUnavailable

from .connection import Connection, ask, connection, faults, json_of
from .port import EMAIL, Door, Held, Place, Usage, Wanted
from .terms import PANEL

__all__ = ["Hestia", "faults", "opened"]
NOT_EXIST, EXISTS, SUSPENDED, UNSUSPENDED, DISABLED = 3, 4, 5, 6, 11
# Exit codes of func/main.sh: what each means for the portal; those that are missing may pass by themselves.
KINDS = {
    2: "other",
    3: "missing",
    4: "domain",
    8: "quota",
    9: "denied",
    10: "denied",
    11: "denied",
    13: "full",
}
PASSING = {14, 15, 17, 20}  # load, connection, database, restart
# web, dns, mail, db, cron, udir: which parts of a backup are restored; `*` all of it.
PARTS = {
    "all": ("*", "no", "*", "*", "*", "*"),
    "files": ("*", "no", "no", "no", "no", "*"),
    "databases": ("no", "no", "no", "*", "no", "no"),
    "mail": ("no", "no", "*", "no", "no", "no"),
}


def opened(code: str, entry: Mapping[str, Any]) -> "Hestia":
    return Hestia(connection(code, entry))


class Hestia:
    """A `Panel` behind HestiaCP; it may be asked twice and does things once."""

    holds_a_name_twice = False  # its default (ENFORCE_SUBDOMAIN_OWNERSHIP) keeps a name to one user

    def __init__(self, known: Connection):
        self.known = known
        self.http = known.client()

    def create(self, wanted: Wanted, now: datetime) -> Held:
        """The user first, then its name; what a lost answer has made is found."""
        place = wanted.place
        if self._user(place) is None:
            self._do(
                "v-add-user", place.login, wanted.password, wanted.email, place.package, place.our_reference
            )
        if place.group == EMAIL:
            self._named("v-add-mail-domain", place)
        elif self._named(
            "v-add-domain", place
        ):  # web, DNS and mail; a lost or broken answer may have left some out
            address = str((self._domain(place) or {}).get("IP", ""))
            self._do("v-add-dns-domain", place.login, place.domain, address, fine={EXISTS, DISABLED})
            self._do("v-add-mail-domain", place.login, place.domain, fine={EXISTS, DISABLED})
        return self._held(place)

    def suspend(self, place: Place, reason: str, now: datetime) -> None:
        if not self._held(place).suspended:
            self._do("v-suspend-user", place.login, fine={SUSPENDED})

    def resume(self, place: Place, now: datetime) -> None:
        if self._held(place).suspended:
            self._do("v-unsuspend-user", place.login, fine={UNSUSPENDED})

    def change(self, place: Place, package: str, now: datetime) -> None:
        if self._held(place).package != package:
            self._do("v-change-user-package", place.login, package)

    def remove(self, place: Place, now: datetime) -> None:
        """One that is gone is gone."""
        if self._user(place) is not None:
            self._do("v-delete-user", place.login, fine={NOT_EXIST})

    def usage(self, places: Sequence[Place], now: datetime) -> dict[str, Usage] | None:
        """Disk in MB, sites, mailboxes, databases: in the users' own lines, which the panel counts at night."""
        users = self._list("v-list-users") or {}
        ours = {p.our_reference: users[p.login] for p in places if p.login in users}
        return {name: _used(user) for name, user in ours.items() if user.get("NAME") == name}

    def door(self, place: Place, now: datetime) -> Door:
        """Its own sign-in page: the panel opens for nobody else."""
        self._known(place)
        return Door(self.known.login_url or f"{self.known.url.rstrip('/')}/login/", now + PANEL.session)

    def latest_backup(self, place: Place, now: datetime) -> datetime | None:
        """The newest archive's instant, by the panel's clock (UTC unless its machine says otherwise)."""
        found = [at for _name, at in self._backups(place)]
        return max(found, default=None)

    def restore(self, place: Place, backup_at: datetime, what: str, now: datetime) -> str:
        archive = next((name for name, at in self._backups(place) if at == backup_at), "")
        if not archive:
            raise PortRefused("backup", "the archive is no longer there")
        self._do("v-schedule-user-restore", place.login, archive, *PARTS[what])
        return ""

    # --- looking and asking -------------------------------------------------------------------------------
    def _named(self, command: str, place: Place) -> bool:
        """Give the space its name; whether it had it already. Raises PortRefused where it is another space's."""
        try:
            self._do(command, place.login, place.domain)
        except PortRefused as refused:
            if refused.code != "domain" or not self._domain(place):
                raise
            return True
        return False

    def _user(self, place: Place) -> dict[str, Any] | None:
        """The user's line; None where there is none. Raises PortRefused where the login is somebody else's."""
        found = self._list("v-list-user", place.login)
        if found is None:
            return None
        user = found[place.login]
        if user.get("NAME") != place.our_reference:
            raise PortRefused("login", f"{place.login} is not ours: {user.get('NAME')}")
        return user

    def _known(self, place: Place) -> dict[str, Any]:
        user = self._user(place)
        if user is None:
            raise PortRefused("missing", f"no user {place.login}")
        return user

    def _held(self, place: Place) -> Held:
        user, site = self._known(place), self._domain(place) or {}
        address = str(site.get("IP", "")) or next(iter(self._list("v-list-user-ips", place.login) or {}), "")
        return Held(place.login, place.domain, str(user.get("PACKAGE", "")), user.get("SUSPENDED") == "yes",
                    address, self.known.nameservers)  # fmt: skip

    def _domain(self, place: Place) -> dict[str, Any] | None:
        command = "v-list-mail-domain" if place.group == EMAIL else "v-list-web-domain"
        found = self._list(command, place.login, place.domain)
        return (found or {}).get(place.domain)

    def _backups(self, place: Place) -> list[tuple[str, datetime]]:
        self._known(place)
        found = self._list("v-list-user-backups", place.login) or {}
        rows = ((name, f"{row.get('DATE', '')}T{row.get('TIME', '')}+00:00") for name, row in found.items())
        return [(name, datetime.fromisoformat(at)) for name, at in rows if len(at) > len("T+00:00")]

    def _list(self, command: str, *arguments: str) -> dict[str, Any] | None:
        answer = self._sent(command, (*arguments, "json"), "no")
        code = _exit_code(answer.headers.get("Hestia-Exit-Code", ""), command)
        if code == NOT_EXIST:
            return None
        _check(code, command, answer.text)
        return json_of(answer, command) if answer.content else {}

    def _do(self, command: str, *arguments: str, fine: frozenset[int] | set[int] = frozenset()) -> None:
        answer = self._sent(command, arguments, "yes")
        code = _exit_code(answer.text.strip(), command)
        if code not in fine:
            _check(code, command, "")

    def _sent(self, command: str, arguments: tuple[str, ...], returncode: str):
        form = {f"arg{n}": value for n, value in enumerate(arguments, 1)}
        keys = {"access_key": self.known.user, "secret_key": self.known.secret}
        return ask(self.http, "POST", "api/", data={**keys, "returncode": returncode, "cmd": command, **form})


def _used(user: Mapping[str, Any]) -> Usage:
    names = ("U_DISK", "U_WEB_DOMAINS", "U_MAIL_ACCOUNTS", "U_DATABASES")
    return Usage(*(int(user.get(name) or 0) for name in names))


def _exit_code(written: str, command: str) -> int:
    if not written.isdigit():
        raise PortUnavailable(f"{command}: unreadable answer")
    return int(written)


def _check(code: int, command: str, words: str) -> None:
    """Nought is done; the others are a refusal, or a fault that may pass. Our key refused is a fault."""
    if not code:
        return
    kind = KINDS.get(code, "other")
    if code in PASSING or kind == "denied":
        raise PortUnavailable(f"{command}: exit code {code} {words[:200]}".strip())
    raise PortRefused(kind, f"{command}: exit code {code} {words[:200]}".strip())
