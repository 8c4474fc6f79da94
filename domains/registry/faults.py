"""Faults on purpose: what tests and the simulator make the sandbox registry do wrong.

No plan is installed by default. Every draw depends on the seed, the command, the name and the instant, so a
killed and restarted run meets the same faults.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random

from core.ports import PortRefused, PortUnavailable


class Kind(StrEnum):
    """How a registry can fail."""

    UNAVAILABLE = "unavailable"  # before doing the work
    TIMEOUT = "timeout"  # after doing the work
    REFUSAL = "refusal"


@dataclass
class Fault:
    """One fault that waits for its command (empty: any) and name (empty: any)."""

    kind: Kind
    command: str = ""
    name: str = ""
    times: int = 1
    code: int = 2308

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
    refusable: frozenset[str] = frozenset({"register"})
    refusal_code: int = 2308
    outages: Sequence[tuple[datetime, datetime]] = ()
    scripted: list[Fault] = field(default_factory=list)
    seed: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    def before(self, command: str, name: str, now: datetime) -> None:
        """Fail before the work is done."""
        if any(start <= now < end for start, end in self.outages):
            self.happened["outage"] += 1
            raise PortUnavailable(f"{command} {name}: the registry is down")
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


plan: FaultPlan | None = None


def install(new: FaultPlan | None) -> None:
    """Put a plan to work in this process; None takes it away."""
    global plan
    plan = new


@contextmanager
def injected(new: FaultPlan) -> Iterator[FaultPlan]:
    """A plan for the length of a block."""
    install(new)
    try:
        yield new
    finally:
        install(None)
