"""Sessions of one process with one registry, shared by its threads: few, kept alive, and dropped when broken.

A question (check, info, poll) whose kept session turns out to be dead is asked once more on a new one. What changes
something is never sent twice: its caller looks first (see `adapter`).
"""

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from core.ports import PortUnavailable
from domains.registry.epp.terms import EPP
from domains.registry.exchanges import Book

from .answers import Answer
from .config import Connection
from .frames import Command
from .session import LoginRefused, Record, Session, SessionLimit


class Pool:
    """At most `connection.sessions` sessions; the one used last is used first, so that spare ones grow old."""

    def __init__(self, connection: Connection, record: Record, clock: Callable[[], float] = time.monotonic):
        self.connection, self.record, self.clock = connection, record, clock
        self.changed, self.ended = threading.Condition(), threading.Event()
        self.idle: list[Session] = []
        self.open, self.limit = 0, connection.sessions
        self.refused_until, self.refusal = float("-inf"), ""
        self.keeper: threading.Thread | None = None

    def ask(self, command: Command, reference: str = "") -> Answer:
        """The answer; a code of 2000 or more is raised as the port's error."""
        answer = self.answer(command, reference)
        if answer.code >= 2000:
            raise answer.error
        return answer

    def answer(self, command: Command, reference: str = "") -> Answer:
        """The answer, whatever its code. Raises PortUnavailable when there is none."""
        with self.session() as session:
            once_more = session.commands > 0 and not command.changes
            try:
                answer = session.ask(command, reference)
            except PortUnavailable:
                if not once_more:
                    raise
            else:
                if not (session.broken and once_more):
                    return answer
        with self.session(new=True) as session:
            return session.ask(command, reference)

    def offers(self, uri: str) -> bool:
        """Whether the registry offers a service; asked from a session's greeting."""
        with self.session() as session:
            return session.offers(uri)

    @contextmanager
    def session(self, new: bool = False) -> Iterator[Session]:
        """A session for the length of a block; `new` distrusts the kept ones."""
        session = self._take(new)
        try:
            yield session
        finally:
            self._give_back(session)

    def tend(self) -> None:
        """Say hello to the sessions that have been silent, close those that nobody has used for long."""
        with self.changed:
            idle, self.idle = self.idle, []
            self.limit = self.connection.sessions
        for session in idle:
            self._is_fit(session)
            self._give_back(session, front=True)

    def close(self) -> None:
        """Log out of all idle sessions."""
        self.ended.set()
        self.record.flush()
        with self.changed:
            idle, self.idle = self.idle, []
        for session in idle:
            session.close()
            self._give_back(session)

    def _take(self, new: bool) -> Session:
        deadline = time.monotonic() + self.connection.wait_seconds
        while True:
            session = self._idle_or_room(new, deadline)
            if session is None:
                session = self._opened()
                if session is not None:
                    return session
            elif self._is_fit(session):
                return session
            else:
                self._give_back(session)

    def _idle_or_room(self, new: bool, deadline: float) -> Session | None:
        """An idle session, or None when there is room for one more, which then counts as open."""
        with self.changed:
            while True:
                if new:
                    while self.idle:
                        self.idle.pop().wire.close()
                        self.open -= 1
                if self.idle:
                    return self.idle.pop()
                if self.open < self.limit:
                    self.open += 1
                    return None
                if not self.changed.wait(deadline - time.monotonic()):
                    raise PortUnavailable(f"{self.connection.name}: all {self.limit} sessions are in use")

    def _opened(self) -> Session | None:
        """A new session; None where the registry allows no more and one of ours will come free."""
        try:
            if self.clock() < self.refused_until:
                raise LoginRefused(self.refusal)
            session = Session.open(self.connection, self.record, self.clock)
        except SessionLimit:
            with self.changed:
                self._leave()
                if not self.open:
                    raise
                self.limit = self.open
            return None
        except LoginRefused as refused:
            if self.clock() >= self.refused_until:
                self.refused_until = self.clock() + EPP.after_refused_login.total_seconds()
                self.refusal = str(refused)
            self._leave()
            raise
        except BaseException:
            self._leave()
            raise
        self._start_keeper()
        return session

    def _is_fit(self, session: Session) -> bool:
        """Whether an idle session may be used; one that has been silent is asked."""
        now, connection = self.clock(), self.connection
        if not session.is_alive():
            session.broken = True
        elif now - session.used_at >= connection.idle_seconds:
            session.close()
        elif now - session.said_at >= connection.hello_seconds:
            session.keep_alive()
        return not session.broken

    def _give_back(self, session: Session, front: bool = False) -> None:
        if session.broken:
            session.wire.close()
            self._leave()
            return
        with self.changed:
            self.idle.insert(0 if front else len(self.idle), session)
            self.changed.notify()

    def _leave(self) -> None:
        with self.changed:
            self.open -= 1
            self.changed.notify()

    def _start_keeper(self) -> None:
        with self.changed:
            if self.keeper is None or not self.keeper.is_alive():
                self.keeper = threading.Thread(
                    target=self._keep, name=f"epp {self.connection.name}", daemon=True
                )
                self.keeper.start()

    def _keep(self) -> None:
        """The keeper's life: as long as there are sessions."""
        while not self.ended.wait(self.connection.hello_seconds / 2):
            self.tend()
            self.record.flush()
            connections.close_all()  # this thread's own
            with self.changed:
                if not self.open:
                    self.keeper = None
                    return


_pools: dict[Connection, Pool] = {}
_pools_lock = threading.Lock()


def pool_for(connection: Connection) -> Pool:
    """This process's pool for a registry."""
    with _pools_lock:
        if connection not in _pools:
            book = Book()
            _pools[connection] = Pool(connection, book)
            atexit.register(book.flush)
        return _pools[connection]


def _forget() -> None:
    """A forked process shares no session with its parent."""
    global _pools_lock
    _pools.clear()
    _pools_lock = threading.Lock()


os.register_at_fork(after_in_child=_forget)
