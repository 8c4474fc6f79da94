"""Figures: what was measured, against what, and how far it may go."""

import gc
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Literal

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    value: float
    limit: float
    better: Literal["lower", "higher"]
    against: str

    @property
    def holds(self) -> bool:
        return self.value <= self.limit if self.better == "lower" else self.value >= self.limit

    def line(self) -> str:
        return json.dumps({**asdict(self), "value": round(self.value, 3)})


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes, without the garbage of what went before."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(pairs: Iterable[tuple[float, float]]) -> float:
    """The median of the ratios of pairs measured one right after the other."""
    return median(ours / theirs for ours, theirs in pairs)
