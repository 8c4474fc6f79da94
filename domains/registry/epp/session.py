"""A session: greeting, login, commands one at a time, keep-alive, logout (RFC 5730 2.9.1).

Each sending has a transaction id of its own, unique for ever: our reference, so that a notice of the registry about
a pending action can be read back to it, and 80 random bits. A session that showed any fault is `broken`, never used
again.
"""

import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Protocol

from core import clock as portal_clock
from core.ports import PortError, PortUnavailable
from domains.registry.exchanges import Exchange

from . import answers, objects
from .answers import Answer, Greeting
from .codes import AUTHENTICATION, CLOSING_LOGIN, ENDS_SESSION, SESSION_LIMIT, is_temporary
from .config import Connection
from .frames import EPP_URI, LOGIN_SECURITY, Command, add, document, hello
from .masking import masked
from .wire import Wire

FAREWELL = 2.0  # seconds for a polite end
REFUSES_LOGIN = {AUTHENTICATION, CLOSING_LOGIN}
UNREADABLE = "(%d bytes that are no EPP)"


class SessionLimit(PortUnavailable):
    """The registry has as many sessions of ours as it allows (2502)."""


class LoginRefused(PortUnavailable):
    """The registry does not let us in; it is not asked again at once."""


class Record(Protocol):
    """Where exchanges are kept (`exchanges.Book`)."""

    def sent(self, exchange: Exchange) -> None: ...

    def answered(self, exchange: Exchange) -> None: ...

    def flush(self) -> None: ...


class Session:
    """A logged-in session with one registry; used by one thread at a time."""

    def __init__(
        self,
        connection: Connection,
        record: Record,
        wire: Wire,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.connection, self.record, self.wire, self.clock = connection, record, wire, clock
        self.broken, self.commands = False, 0
        self.opened_at = self.used_at = self.said_at = clock()
        self.greeting = Greeting((), (), ())

    @classmethod
    def open(cls, connection: Connection, record: Record, clock=time.monotonic) -> "Session":
        """Connect, await the greeting, log in."""
        session = cls(connection, record, Wire.open(connection), clock)
        try:
            content = session.wire.receive(connection.greeting_seconds)
            session.greeting = answers.greeting(answers.parse(content))
            session._login()
        except BaseException:
            session.wire.close()
            raise
        session.commands = 0
        return session

    def ask(self, command: Command, reference: str = "") -> Answer:
        """Send a command and read its answer, whatever its code. Raises PortUnavailable, and then is broken."""
        root, cltrid = _numbered(command, self.connection, reference)
        exchange = Exchange(
            self.connection.name, command.what, command.name, reference[:64], cltrid, portal_clock.now(),
            command.changes, masked(root),
        )  # fmt: skip
        self.record.sent(exchange)
        try:
            answer = self._exchange(document(root), exchange)
        except BaseException as error:
            self.broken, exchange.error = True, str(error)[:300]
            self.wire.close()
            raise
        finally:
            self.record.answered(exchange)
        self.commands += 1
        self.used_at = self.said_at = self.clock()
        if answer.code in ENDS_SESSION:
            self.broken = True
        return answer

    def keep_alive(self) -> bool:
        """Say hello to an idle session; whether it lives."""
        try:
            self.wire.send(hello(), self.connection.answer_seconds)
            answers.greeting(answers.parse(self.wire.receive(self.connection.answer_seconds)))
        except PortError:
            self.broken = True
            self.wire.close()
        self.said_at = self.clock()
        return not self.broken

    def is_alive(self) -> bool:
        """Whether nothing speaks against using it: not broken, and nothing has come unasked."""
        return not self.broken and self.wire.is_quiet()

    def close(self) -> None:
        """Log out where that is still possible, and let go."""
        with suppress(PortError):
            if not self.broken:
                self.broken = True
                root, _cltrid = _numbered(objects.logout(), self.connection, "")
                self.wire.send(document(root), FAREWELL)
                self.wire.receive(FAREWELL)
        self.wire.close()

    def offers(self, uri: str) -> bool:
        """Whether a service is part of this session."""
        return uri in (*self.objects(), *self.extensions())

    def objects(self) -> list[str]:
        """The object services that both sides know; a greeting without any is taken to mean the usual ones."""
        ours = [self.connection.domain_uri, self.connection.contact_uri, self.connection.host_uri]
        return [uri for uri in ours if uri in self.greeting.objects] if self.greeting.objects else ours

    def extensions(self) -> list[str]:
        """The extensions that both sides know."""
        ours = [self.connection.secdns_uri, self.connection.rgp_uri, LOGIN_SECURITY]
        return [uri for uri in ours if uri in self.greeting.extensions]

    def _login(self) -> None:
        connection, languages = self.connection, self.greeting.languages
        secured = self.offers(LOGIN_SECURITY)
        if len(connection.password) > connection.longest_password and not secured:
            limit = f"without loginSec (RFC 8807) the registry takes {connection.longest_password}"
            raise LoginRefused(
                f"{connection.name}: our password has {len(connection.password)} characters; {limit}"
            )
        language = connection.language
        if languages and language not in languages:
            language = languages[0]
        answer = self.ask(objects.login(connection, language, self.objects(), self.extensions()))
        if answer.code == SESSION_LIMIT:
            raise SessionLimit(f"{connection.name}: {answer.code} {answer.words}")
        if answer.code >= 2000:
            error = (
                LoginRefused
                if answer.code in REFUSES_LOGIN or not is_temporary(answer.code)
                else PortUnavailable
            )
            raise error(f"{connection.name}: login refused: {answer.code} {answer.words}")

    def _exchange(self, content: bytes, exchange: Exchange) -> Answer:
        self.wire.send(content, self.connection.answer_seconds)
        said = self.wire.receive(self.connection.answer_seconds)
        exchange.answer = UNREADABLE % len(said)
        root = answers.parse(said)
        exchange.answer = masked(root)
        answer = answers.response(root)
        if answer.cltrid not in {"", exchange.cltrid}:
            raise answers.NotEpp(f"an answer to {answer.cltrid} came for {exchange.cltrid}")
        exchange.code, exchange.svtrid = answer.code, answer.svtrid[:64]
        return answer


def _numbered(command: Command, connection: Connection, reference: str):
    """The command with a transaction id of its own: 3 to 64 characters, unique for ever."""
    root = deepcopy(command.element)
    about = re.sub(r"[^A-Za-z0-9_.-]", "", reference)[:32]
    parts = (connection.transaction_prefix[:10], about, secrets.token_hex(10))
    cltrid = "-".join(filter(None, parts))
    add(root, EPP_URI, "clTRID", cltrid)
    return root, cltrid
