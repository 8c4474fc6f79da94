"""The registry by EPP: RFC 5730 to 5734, RGP (RFC 3915), DNSSEC (RFC 5910), login security (RFC 8807).

Every act starts with a look at the thing and is judged by another one, never repeated blindly: a command is sent once
under a transaction id of its own, and when its answer is lost `PortUnavailable` says so; the next call looks first.

EPP has no field for our `reference`. A name is ours under a reference when the registry's sponsor is us and one of
these holds: its auth code is the one derived from the reference at the creation (`contacts.auth_code`), or our book of
exchanges (written before a command leaves) says that it was created for it, or, for a name that came otherwise, the
portal holds it under it (`exchanges.Book.reference_of`). Contacts are compared by their handles, which are derived
from their data (`contacts.handle_of`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from domains.registry.exchanges import Book
from domains.registry.port import Availability, Host, Message, RegistryName, RegistryTransfer, Wanted

from . import answers, contacts, messages, objects
from .checks import suspicious
from .codes import ABSENT, BAD_VALUE
from .config import Connection
from .desk import Desk
from .lives import Lives
from .pool import Pool, pool_for
from .transfers import Transfers
from .updates import Updates


class EppRegistry:
    """A `Registry` that speaks EPP; it may be asked twice and does things once."""

    def __init__(self, connection: Connection, pool: Pool | None = None, book: Book | None = None):
        self.connection, self.registrar = connection, connection.clid
        self.demands = frozenset(
            ours for ours, role in contacts.PORTAL_ROLES.items() if role in connection.roles
        )
        self.pool = pool or pool_for(connection)
        self.desk = Desk(connection, self.pool, book or Book())
        self.lives, self.updates = Lives(self.desk), Updates(self.desk)
        self.transfers = Transfers(self.desk)

    # --- questions --------------------------------------------------------------------------------------
    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names are free: one round trip, unless the registry refuses the whole for the sake of one."""
        limit = self.connection.names_a_check or len(names)
        said: dict[str, bool | None] = {}
        for start in range(0, len(names), limit or 1):
            said |= self._check(list(dict.fromkeys(names[start : start + limit])))
        return {name: _available(said.get(name.lower(), None), name.lower() in said, now) for name in names}

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name, with the addresses of the hosts under it."""
        found = self.desk.look(name)
        return self.desk.shown(found, with_glue=True) if found else None

    def contacts(self, shown: RegistryName, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        """The contact objects behind the handles; one that the registry hides, or keeps no more, shows nothing."""
        return contacts.shown(self.pool, self.connection, shown.contacts)

    # --- the life of a name -----------------------------------------------------------------------------
    def register(
        self, name: str, years: int, contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Create the name and its contacts."""
        return self.lives.register(name, years, contacts, reference, now)

    def renew(
        self, name: str, current_expiry: date, years: int, reference: str, now: datetime
    ) -> RegistryName:
        """Add years to the expiry that the registry shows."""
        return self.lives.renew(name, current_expiry, years, reference)

    def delete(self, name: str, reference: str, now: datetime) -> RegistryName | None:
        """Delete the name."""
        return self.lives.delete(name, reference)

    def restore(self, name: str, reference: str, report: Mapping[str, Any], now: datetime) -> RegistryName:
        """Request the restore and file its report."""
        return self.lives.restore(name, reference, report, now)

    # --- changes ----------------------------------------------------------------------------------------
    def update(self, name: str, wanted: Wanted, reference: str, now: datetime) -> RegistryName:
        """Send what differs."""
        return self.updates.update(name, wanted, reference)

    def put_host(self, host: Host, reference: str, now: datetime) -> None:
        """Make a glue host, or give it these addresses."""
        self.updates.put_host(host, reference)

    def remove_host(self, host: str, reference: str, now: datetime) -> None:
        """Remove a glue host."""
        self.updates.remove_host(host, reference)

    def trade(
        self, name: str, holder: Mapping[str, Any], contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Give the name to another holder: EPP's way is another registrant (RFC 5731 3.2.5)."""
        return self.updates.update(name, Wanted(contacts={**contacts, "holder": holder}), reference)

    # --- transfers --------------------------------------------------------------------------------------
    def request_transfer(
        self, name: str, auth_code: str, years: int, reference: str, now: datetime
    ) -> RegistryTransfer:
        """Ask for a name that another registrar sponsors."""
        return self.transfers.request(name, auth_code, years, reference, now)

    def transfer_status(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """The last transfer of a name."""
        return self.transfers.status(name, auth_code, now)

    def answer_transfer(self, name: str, approve: bool, reference: str, now: datetime) -> RegistryTransfer:
        """Approve or reject; the answer says how it really ended."""
        return self.transfers.answer(name, approve, reference, now)

    def cancel_transfer(self, name: str, reference: str, now: datetime) -> RegistryTransfer:
        """Take our request back."""
        return self.transfers.cancel(name, reference, now)

    # --- the queue --------------------------------------------------------------------------------------
    def next_message(self, now: datetime) -> Message | None:
        """The oldest message; it stays in the queue until it is acknowledged."""
        return messages.message(self.pool.ask(objects.poll()), now)

    def acknowledge(self, message_id: str, now: datetime) -> None:
        """Take a message off the queue; one that is gone has been acknowledged before."""
        answer = self.pool.answer(objects.acknowledge(message_id))
        if answer.code >= 2000 and answer.code != ABSENT:
            raise answer.error

    # --- parts ------------------------------------------------------------------------------------------
    def _check(self, names: list[str]) -> dict[str, bool | None]:
        """Name → free; None for one that the registry does not take as a name."""
        if not names:
            return {}
        answer = self.pool.answer(self.desk.frames.check(names))
        if answer.code < 2000:
            return dict(answers.availability(answer))
        if answer.code not in BAD_VALUE:
            raise answer.error
        if len(names) == 1:
            return {names[0].lower(): None}
        found: dict[str, bool | None] = {}
        for part in _apart(names, answer):
            found |= self._check(part)
        return found


def _apart(names: list[str], answer: answers.Answer) -> list[list[str]]:
    """Which names to ask for together after a refusal: those that it names or that look odd alone, else halves."""
    told = {value.lower() for value in answer.values}
    odd = [name for name in names if name.lower() in told] or [name for name in names if suspicious(name)]
    rest = [name for name in names if name not in odd]
    if odd and len(odd) < len(names):
        return [*([name] for name in odd), rest]
    middle = len(names) // 2
    return [names[:middle], names[middle:]]


def _available(free: bool | None, answered: bool, now: datetime) -> Availability:
    if free is not None:
        return Availability(free, "" if free else "taken", now)
    return Availability(False, "invalid", now) if answered else Availability(None, "by_hand", now)
