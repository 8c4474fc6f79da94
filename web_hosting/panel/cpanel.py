"""cPanel & WHM through WHM API 1, as its documentation describes it (https://api.docs.cpanel.net, November 2026).

Unproved against a real server (cPanel has no free edition): tested against a server of the tests' own that answers in
the documented shape. Functions: `createacct`, `accountsummary`, `listaccts`, `suspendacct`, `unsuspendacct`,
`changepackage`, `removeacct`, `create_user_session`, `backup_date_list`, `backup_user_list`, `restore_queue_add_task`,
`restore_queue_activate`. The words of refusals are not documented: they are read as servers are known to say them.

An account is found by its login, which the portal has chosen from its own number; an account of that login with another
domain is not ours. A restore is queued by WHM, which does it in the background.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from core import clock
from core.ports import PortRefused, PortUnavailable

from .connection import DENIED, Connection, ask, connection, faults, json_of
from .port import Door, Held, Place, Usage, Wanted

__all__ = ["CPanel", "faults", "opened"]
# WHM refuses in words: what each is about, by words in it, the first match wins.
KINDS = (
    ("does not exist", "missing"), ("no such user", "missing"), ("package", "package"), ("plan", "package"),
    ("user name", "login"), ("username", "login"), ("domain", "domain"), ("limit", "full"), ("disk", "full"),
    ("quota", "quota"), ("permission", "denied"),
)  # fmt: skip
DAY = len("2026-11-22")
PARTS = {  # what is restored: the switches of `restore_queue_add_task`
    "all": {"mysql": 1, "subdomains": 1, "mail_config": 1},
    "files": {"mysql": 0, "subdomains": 1, "mail_config": 0},
    "databases": {"mysql": 1, "subdomains": 0, "mail_config": 0},
    "mail": {"mysql": 0, "subdomains": 0, "mail_config": 1},
}


def opened(code: str, entry: Mapping[str, Any]) -> "CPanel":
    return CPanel(connection(code, entry))


class CPanel:
    """A `Panel` behind WHM; it may be asked twice and does things once."""

    holds_a_name_twice = (
        False  # a name is of one account: e-mail packs stand on a panel of their own (the plan's)
    )

    def __init__(self, known: Connection):
        self.known = known
        self.http = known.client({"Authorization": f"whm {known.user}:{known.secret}"})

    def create(self, wanted: Wanted, now: datetime) -> Held:
        """Look first: a lost answer may have made it."""
        place = wanted.place
        if held := self._held(place):
            return held
        self._call("createacct", username=place.login, domain=place.domain, plan=place.package,
                   password=wanted.password, contactemail=wanted.email)  # fmt: skip
        held = self._held(place)
        if held is None:
            raise PortUnavailable("createacct: taken, but the account is not to be found yet")
        return held

    def suspend(self, place: Place, reason: str, now: datetime) -> None:
        if not self._known(place).suspended:
            self._call("suspendacct", user=place.login, reason=reason)

    def resume(self, place: Place, now: datetime) -> None:
        if self._known(place).suspended:
            self._call("unsuspendacct", user=place.login)

    def change(self, place: Place, package: str, now: datetime) -> None:
        if self._known(place).package != package:
            self._call("changepackage", user=place.login, pkg=package)

    def remove(self, place: Place, now: datetime) -> None:
        """One that is gone is gone; its DNS zone stays, for the domain is the customer's (C-13)."""
        if self._held(place):
            self._call("removeacct", username=place.login, keepdns=1)

    def usage(self, places: Sequence[Place], now: datetime) -> dict[str, Usage] | None:
        """Disk in MiB. Sites, mailboxes and databases are not in WHM's list."""
        rows = self._call("listaccts", want="user,domain,diskused").get("acct") or []
        told = {(row.get("user"), row.get("domain")): _mebibytes(row.get("diskused", "")) for row in rows}
        return {p.our_reference: Usage(told[at]) for p in places if (at := (p.login, p.domain)) in told}

    def door(self, place: Place, now: datetime) -> Door:
        """A session of one user, made now: the URL works once."""
        self._known(place)
        data = self._call("create_user_session", user=place.login, service="cpaneld")
        url = str(data["url"]) if "url" in data else ""
        if not url.startswith("https://"):
            raise PortUnavailable("create_user_session: no address in the answer")
        return Door(url, datetime.fromtimestamp(int(data["expires"]), UTC))

    def latest_backup(self, place: Place, now: datetime) -> datetime | None:
        """The newest day of which WHM has this account."""
        self._known(place)
        found = self._call("backup_date_list").get("backup_set", [])
        for day in sorted({str(at)[:DAY] for at in found}, reverse=True):  # days, or instants at midnight
            users = self._call("backup_user_list", restore_point=day).get("user", [])
            if any(one.get("username") == place.login for one in users):
                return clock.at_local(date.fromisoformat(day))
        return None

    def restore(self, place: Place, backup_at: datetime, what: str, now: datetime) -> str:
        day = clock.local_date(backup_at).isoformat()
        self._call("restore_queue_add_task", user=place.login, restore_point=day, **PARTS[what])
        self._call("restore_queue_activate")
        return ""

    # --- looking and asking -------------------------------------------------------------------------------
    def _held(self, place: Place) -> Held | None:
        try:
            found = self._summary(place)
        except PortRefused as refused:
            if refused.code == "missing":
                return None
            raise
        return Held(place.login, found["domain"], str(found.get("plan", "")), bool(int(found.get("suspended", 0))),
                    str(found.get("ip", "")), self.known.nameservers)  # fmt: skip

    def _known(self, place: Place) -> Held:
        held = self._held(place)
        if held is None:
            raise PortRefused("missing", f"no account {place.login}")
        return held

    def _summary(self, place: Place) -> dict[str, Any]:
        rows = self._call("accountsummary", user=place.login).get("acct") or []
        if not rows:
            raise PortRefused("missing", f"no account {place.login}")
        if rows[0].get("domain") != place.domain:
            raise PortRefused("login", f"{place.login} is the account of {rows[0].get('domain')}")
        return rows[0]

    def _call(self, function: str, **arguments: Any) -> dict[str, Any]:
        """The `data` of an answer; `metadata.result` 0 is a refusal in words."""
        answer = ask(self.http, "POST", f"json-api/{function}", data={"api.version": 1, **arguments})
        if answer.status_code in DENIED:
            raise PortUnavailable(f"{function}: {answer.status_code}, the panel does not take our token")
        said = json_of(answer, function)
        try:
            fine, reason = int(said["metadata"]["result"]) == 1, str(said["metadata"].get("reason", ""))
        except (KeyError, TypeError, ValueError):
            raise PortUnavailable(f"{function}: unreadable answer") from None
        if not fine:
            raise PortRefused(_kind(reason), reason)
        return said.get("data") or {}


def _kind(reason: str) -> str:
    words = reason.lower()
    return next((kind for word, kind in KINDS if word in words), "other")


def _mebibytes(written: str) -> int:
    """`14M` is 14 MiB; "unlimited" or nothing is none."""
    digits = str(written).rstrip("MmBb ")
    return round(float(digits)) if digits.replace(".", "", 1).isdigit() else 0
