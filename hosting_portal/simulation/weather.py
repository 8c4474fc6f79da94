"""The weather: when the registry, the mail server or the clock itself is down, drawn once from the seed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from core.clock import days
from core.ports import PortRefused
from domains.registry.faults import FaultPlan

from . import kills

Window = tuple[datetime, datetime]


@dataclass
class DeadlyPlan(FaultPlan):
    """The sandbox registry's faults, and the moments around its work at which a worker may die."""

    refused_in: str = ""  # a file with a line for each refusal, as a killed process tells nobody

    def before(self, command: str, name: str, now: datetime) -> None:
        kills.burn("port")
        try:
            super().before(command, name, now)
        except PortRefused:
            with open(self.refused_in, "a", encoding="utf-8") as book:
                book.write(f"{name}\n")
            raise

    def after(self, command: str, name: str, now: datetime) -> None:
        kills.burn("port")
        super().after(command, name, now)


@dataclass
class Weather:
    """Windows of bad luck; all empty without faults."""

    clock: list[Window] = field(default_factory=list)
    registry: list[Window] = field(default_factory=list)
    mail: list[Window] = field(default_factory=list)

    def plan(self, seed: int, refused_in: Path) -> DeadlyPlan:
        """What the registry does wrong."""
        refusable = frozenset({"register", "renew", "restore_report"})
        return DeadlyPlan(
            unavailable=0.04,
            timeout=0.04,
            refusal=0.02,
            refusable=refusable,
            outages=self.registry,
            seed=seed,
            refused_in=str(refused_in),
        )


def fair() -> Weather:
    """Nothing goes wrong."""
    return Weather()


def bad(rng: Random, start: datetime, length: int) -> Weather:
    """Every few weeks something is down for days."""
    return Weather(
        clock=_windows(rng, start, length, every=60, longest=3.2, shortest=3.0),
        registry=_windows(rng, start, length, every=45, longest=4.0, shortest=0.3),
        mail=_windows(rng, start, length, every=40, longest=5.0, shortest=0.2),
    )


def within(windows: list[Window], instant: datetime) -> bool:
    """Whether an instant lies in one of the windows."""
    return any(since <= instant < until for since, until in windows)


def touches(windows: list[Window], since: datetime, until: datetime, after: timedelta = timedelta(0)) -> bool:
    """Whether a stretch of time meets one of the windows, or the time `after` it."""
    return any(begins <= until and since <= ends + after for begins, ends in windows)


def _windows(
    rng: Random, start: datetime, length: int, *, every: int, longest: float, shortest: float
) -> list[Window]:
    found, day = [], rng.uniform(5, every)
    while day < length - 10:
        lasts = rng.uniform(shortest, longest)
        begins = start + days(1) * day
        found.append((begins, begins + days(1) * lasts))
        day += lasts + rng.uniform(every * 0.5, every * 1.5)
    return found
