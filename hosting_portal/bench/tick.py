"""The tick with nothing due: its cost does not know how many names there are."""

from collections.abc import Iterator

from core import worker

from .figures import ROUNDS, Figure, median, seconds
from .population import NOW, make_quiet
from .scratch import Scratch

FEW, MANY = 1_000, 1_000_000
TICKS = 200
NOISE = 1.3


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(ROUNDS + 1):
        for size, taken in times.items():
            with scratch.with_names(size):
                make_quiet()
                worker.settle(NOW)
                taken.append(seconds(_ticks))
    value = median(times[MANY][1:]) / median(times[FEW][1:])
    yield Figure("a tick with nothing due, 1 000 000 names", value, NOISE, "lower", f"with {FEW:,} names")


def _ticks() -> None:
    for _ in range(TICKS):
        worker.settle(NOW)
