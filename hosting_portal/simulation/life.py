"""The days: the worker ticks, people act, the weather does its worst; at the end some quiet days."""

import gc
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from unittest import mock

from django.db import connection

from core import clock, outage, worker
from core.acts import Act
from domains.registry import faults
from notifications import sending

from . import kills
from .agenda import Agenda
from .book import Book
from .customers import Customers
from .newcomers import Newcomers
from .paying import Bank
from .post import PostOffice
from .staff import Staff
from .town import Town, opening
from .weather import bad, fair, within

log = logging.getLogger(__name__)
START = date(2026, 1, 5)
HOURS = ((0, 5), (4, 0), (8, 5), (13, 0), (18, 5), (21, 30))
QUIET_DAYS = 14
KILLED_TICKS = 0.08
TWO_AT_ONCE = 0.1
RARELY = 100_000  # objects between two collections: the many short-lived rows need none
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Plan:
    """What is asked of the simulation."""

    names: int
    days: int
    seed: int
    faults: bool


class Life:
    """One simulated life of the portal."""

    def __init__(self, plan: Plan, folder: Path):
        self.plan, self.rng = plan, Random(plan.seed)
        start = opening(START)
        self.book = Book(start, start + timedelta(days=plan.days))
        self.weather = bad(self.rng, start, plan.days) if plan.faults else fair()
        self.post = PostOffice(folder / "letters", self.weather, plan.seed, plan.faults)
        self.refused = folder / "refused"
        self.refused.touch()
        self.agenda = Agenda(self.book)
        self.town = Town(self.rng, self.book)
        bank = Bank(self.rng, self.book, self.agenda, faults=plan.faults)
        self.newcomers = Newcomers(self.rng, self.book, self.agenda, self.town, bank)
        self.customers = Customers(self.rng, self.book, self.agenda, self.newcomers)
        self.staff = Staff(self.rng, self.book, self.agenda)

    def live(self) -> None:
        """From the first day to the last, then until nothing is left to do."""
        with self._outside():
            self.town.build(self.plan.names, self.plan.days)
            gc.freeze()
            gc.set_threshold(RARELY)
            for n in range(self.plan.days):
                log.info("day %s of %s", n + 1, self.plan.days)
                self._day(clock.local_date(self.book.start) + timedelta(days=n))
            self._calm_down()

    def _day(self, day: date) -> None:
        self.newcomers.of_the_day(clock.at_local(day, 8), self.plan.names / 1_000)
        self.customers.look_ahead(clock.at_local(day))
        for hour, minute in HOURS:
            now = clock.at_local(day, hour, minute)
            self.agenda.run_until(now)
            if hour == 13:
                self.staff.morning(now)
            if not within(self.weather.clock, now):
                self._tick(now)

    def _tick(self, now: datetime) -> None:
        chance = self.rng.random() if self.plan.faults else 1.0
        if chance < KILLED_TICKS:
            self._tick_and_die(now)
            now += A_MINUTE
        elif connection.vendor != "sqlite" and chance < KILLED_TICKS + TWO_AT_ONCE:
            self._two_at_once(now)
            now += A_MINUTE
        try:
            self._work(now)
        except Exception:
            self.book.counts["crashed_ticks"] += 1
            log.exception("a tick failed at %s", now)

    def _work(self, now: datetime) -> None:
        """What the worker does at each tick."""
        with clock.frozen(now):
            outage.pulse(now)
            tally = worker.settle(now)
            sending.send_due(now)
        for name in ("steps", "calls", "aside", "blocked"):
            self.book.counts[name] += getattr(tally, name)

    def _tick_and_die(self, now: datetime) -> None:
        self._await([kills.fork(lambda: self._work(now), kills.Fuse(self.rng))])

    def _two_at_once(self, now: datetime) -> None:
        """Two beats, or two machines: one of them may die."""
        fuse = kills.Fuse(self.rng) if self.rng.random() < 0.3 else None
        self._await([kills.fork(lambda: self._work(now), f) for f in (fuse, None)])
        self.book.counts["two_at_once"] += 1

    def _await(self, processes: list[int]) -> None:
        for pid in processes:
            ending = kills.ending_of(pid)
            if ending == "killed":
                self.book.killed.add(pid)
                self.book.counts["kills"] += 1
            elif ending == "crashed":
                self.book.counts["crashed_ticks"] += 1

    def _calm_down(self) -> None:
        """Fair weather, holds closed, silences reviewed: whatever was promised can now be done."""
        faults.install(None)
        self.post.faults, self.agenda.closing = False, True
        self.staff.finish(self.book.end)
        last = clock.local_date(self.book.end)
        for day in range(QUIET_DAYS):
            for hour, minute in HOURS:
                now = clock.at_local(last + timedelta(days=day), hour, minute)
                if now <= self.book.end:
                    continue
                outage.release(Act(now, "usr_manager", "the end of the simulation"))
                self.agenda.run_until(now)
                self._work(now)
        self.book.end = now

    @contextmanager
    def _outside(self) -> Iterator[None]:
        """The world that the portal meets: a registry with faults, a post office, no broker, plain paper."""
        with ExitStack() as stack:
            if self.plan.faults:
                stack.enter_context(faults.injected(self.weather.plan(self.plan.seed, self.refused)))
            replaced = {
                "notifications.sending.carrier": lambda: self.post,
                "core.tasks._wake_now": _nobody,
                "notifications.wake._wake_now": _nobody,
                "billing.pdf.render": _plain_paper,
            }
            for name, stand_in in replaced.items():
                stack.enter_context(mock.patch(name, stand_in))
            yield


def _nobody() -> None:
    """No broker listens: each tick finds what is due."""


def _plain_paper(kind: str, content: dict, language: str) -> bytes:
    """The drawing of a page is not what is simulated; its number must be on it."""
    return f"%PDF-1.4 {kind} {content['number']} {language}".encode()
