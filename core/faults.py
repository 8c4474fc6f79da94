"""Faults on purpose: what tests, the demo and the simulator make the sandbox behind a port do wrong.

No plan is installed by default. Every draw depends on the seed, the command, the name and the instant, so a
killed and restarted run meets the same faults. Each sandbox has a `Switch` of its own, so that one port can be
down while the others work.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random

from django.db import transaction

from .ports import PortRefused, PortUnavailable


class Kind(StrEnum):
    """How the outside world can fail."""

    UNAVAILABLE = "unavailable"  # before doing the work
    TIMEOUT = "timeout"  # after doing the work
    REFUSAL = "refusal"


@dataclass
class Fault:
    """One fault that waits for its command (empty: any) and name (empty: any); `code` is that of a refusal."""

    kind: Kind
    command: str = ""
    name: str = ""
    times: int = 1
    code: int | str = ""

    def meets(self, kind: Kind, command: str, name: str) -> bool:
        return (
            self.times > 0
            and self.kind == kind
            and command.startswith(self.command)
            and (self.name in {"", name})
        )


@dataclass
class FaultPlan:
    """Rates from 0 to 1, total outages between two instants, and scripted faults."""

    unavailable: float = 0.0
    timeout: float = 0.0
    refusal: float = 0.0
    refusable: frozenset[str] = frozenset()
    refusal_code: int | str = ""
    outages: Sequence[tuple[datetime, datetime]] = ()
    scripted: list[Fault] = field(default_factory=list)
    seed: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    def before(self, command: str, name: str, now: datetime) -> None:
        """Fail before the work is done."""
        if any(start <= now < end for start, end in self.outages):
            self.happened["outage"] += 1
            raise PortUnavailable(f"{command} {name}: nobody answers")
        if self._strikes(Kind.UNAVAILABLE, self.unavailable, command, name, now):
            raise PortUnavailable(f"{command} {name}: no connection")
        rate = self.refusal if command in self.refusable else 0.0
        fault = self._strikes(Kind.REFUSAL, rate, command, name, now)
        if fault:
            raise PortRefused(fault.code, f"{command} {name}")

    def after(self, command: str, name: str, now: datetime) -> None:
        """Fail after the work is done: the answer is lost."""
        if self._strikes(Kind.TIMEOUT, self.timeout, command, name, now):
            raise PortUnavailable(f"{command} {name}: no answer in time")

    def _strikes(self, kind: Kind, rate: float, command: str, name: str, now: datetime) -> Fault | None:
        fault = next((f for f in self.scripted if f.meets(kind, command, name)), None)
        if fault:
            fault.times -= 1
        elif rate and Random(f"{self.seed}|{kind}|{command}|{name}|{now.isoformat()}").random() < rate:
            fault = Fault(kind, code=self.refusal_code)
        if fault:
            self.happened[kind] += 1
        return fault


class Switch:
    """Puts a plan to work for one sandbox in this process."""

    def __init__(self) -> None:
        self.plan: FaultPlan | None = None

    def install(self, new: FaultPlan | None) -> None:
        """Put a plan to work; None takes it away."""
        self.plan = new

    @contextmanager
    def injected(self, new: FaultPlan) -> Iterator[FaultPlan]:
        """A plan for the length of a block."""
        self.install(new)
        try:
            yield new
        finally:
            self.install(None)

    def before(self, command: str, name: str, now: datetime) -> None:
        """What goes wrong before the work is done."""
        if self.plan:
            self.plan.before(command, name, now)

    def after(self, command: str, name: str, now: datetime) -> None:
        """What goes wrong after the work is done."""
        if self.plan:
            self.plan.after(command, name, now)

    @contextmanager
    def at_the_counter(self, command: str, name: str, now: datetime) -> Iterator[None]:
        """One short transaction, with the faults of the plan before and after it."""
        self.before(command, name, now)
        with transaction.atomic():
            yield
        self.after(command, name, now)
