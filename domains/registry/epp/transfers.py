"""Transfers between registrars (RFC 5731 3.2.4): a look at the transfer comes before every act."""

from datetime import datetime

from core.ports import PortRefused
from domains.registry.port import RegistryTransfer

from . import answers
from .codes import ABSENT, NOT_OURS, NOT_PENDING, WRONG_AUTH_CODE
from .desk import Desk
from .frames import Command

NONE_KNOWN = {NOT_PENDING, ABSENT}
HIDDEN = {NOT_OURS, WRONG_AUTH_CODE}
SETTLED = {"approve": "clientApproved", "reject": "clientRejected", "cancel": "clientCancelled"}


class Transfers:
    """The transfers of one registry."""

    def __init__(self, desk: Desk):
        self.desk, self.pool, self.frames = desk, desk.pool, desk.frames

    def status(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """The last transfer of a name; None when there was none, or when it is shown to others only.

        A name that has come to us may have another code by now: its sponsor needs none.
        """
        answer = self.pool.answer(self.frames.transfer("query", name, auth_code))
        if auth_code and answer.code in HIDDEN:
            answer = self.pool.answer(self.frames.transfer("query", name))
        if answer.code in NONE_KNOWN | HIDDEN:
            return None
        if answer.code >= 2000:
            raise answer.error
        return answers.transfer(answer, now)

    def request(
        self, name: str, auth_code: str, years: int, reference: str, now: datetime
    ) -> RegistryTransfer:
        """Ask for a name; a request of ours that is pending already is the answer."""
        held = self.desk.look(name, auth_code)
        is_us = self.desk.connection.is_us
        found = self._seen(name, auth_code, now)
        if held and is_us(held.sponsor):
            return found if found and found.approved else self._bare(name, "serverApproved", now)
        if found and found.status == "pending" and is_us(found.asked_by):
            return found
        return self._act(self.frames.transfer("request", name, auth_code, years), "", name, reference, now)

    def answer(self, name: str, approve: bool, reference: str, now: datetime) -> RegistryTransfer:
        """Approve or reject; one that is settled meanwhile is returned as it was settled."""
        return self._settle("approve" if approve else "reject", name, reference, now)

    def cancel(self, name: str, reference: str, now: datetime) -> RegistryTransfer:
        """Take our request back; one that is settled meanwhile is returned as it was settled."""
        return self._settle("cancel", name, reference, now)

    def _settle(self, op: str, name: str, reference: str, now: datetime) -> RegistryTransfer:
        found = self._seen(name, "", now)
        if found and found.status != "pending":
            return found
        return self._act(self.frames.transfer(op, name), SETTLED[op], name, reference, now)

    def _act(
        self, command: Command, settled: str, name: str, reference: str, now: datetime
    ) -> RegistryTransfer:
        answer = self.pool.answer(command, reference)
        if answer.code >= 2000:
            shown = self._seen(name, "", now) if answer.code == NOT_PENDING else None
            if shown and shown.status != "pending":
                return shown
            raise answer.error
        done = answers.transfer(answer, now) or self._seen(name, "", now)
        return done or self._bare(name, settled or "pending", now)

    def _seen(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """The transfer where the registry shows it to us; some hide it from all but the two registrars."""
        try:
            return self.status(name, auth_code, now)
        except PortRefused:
            return None

    def _bare(self, name: str, status: str, now: datetime) -> RegistryTransfer:
        """A registry may answer without transfer data."""
        return RegistryTransfer(name, status, self.pool.connection.clid, now, "", now)
