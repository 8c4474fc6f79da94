"""Where a day lies on the line.

A year of registration stands beside five days of deletion, so the scale is honest in order, not in length:
every stretch between two marked days gets room to be read, the rest is shared by the root of the days.
"""

from bisect import bisect_right
from datetime import date
from itertools import pairwise
from math import sqrt

from .ink import width_of
from .model import Band, LifeLine

NEAREST, DATE = 24.0, 96.0


class Axis:
    def __init__(self, line: LifeLine, width: float):
        edges = line.edges()
        marked = {line.today, *(dot.day for dot in line.dots), *(price.day for price in line.prices)}
        marked |= {day for _, start, end in edges for day in (start, end)}
        self.days = sorted(marked)
        needs = [(start, end, _room(band)) for band, start, end in edges]
        needs += [(start, _first(line, start, end), DATE) for _, start, end in edges]
        gaps = self._gaps(needs, width)
        self.positions = [sum(gaps[:index]) for index in range(len(self.days))]
        self.length = sum(gaps)

    def __call__(self, day: date) -> float:
        """The distance of a day from the beginning of the line."""
        if day in self.days:
            return self.positions[self.days.index(day)]
        after = min(max(bisect_right(self.days, day), 1), len(self.days) - 1)
        (left, right), (x1, x2) = self.days[after - 1 : after + 1], self.positions[after - 1 : after + 1]
        share = (day - left).days / (right - left).days
        return x1 + (x2 - x1) * min(max(share, 0), 1)

    def _gaps(self, needs: list[tuple[date, date, float]], width: float) -> list[float]:
        """The length of each stretch: what its phase needs, plus a share of what is left."""
        stretches = list(pairwise(self.days))
        least = [NEAREST] * len(stretches)
        for start, end, need in needs:
            inside = [i for i, (left, right) in enumerate(stretches) if start <= left and right <= end]
            have = sum(least[i] for i in inside)
            if inside and have < need:
                longest = max(inside, key=lambda i: (stretches[i][1] - stretches[i][0]).days)
                least[longest] += need - have
        weights = [sqrt((right - left).days) for left, right in stretches]
        left_over = max(width - sum(least), 0) / (sum(weights) or 1)
        return [room + weight * left_over for room, weight in zip(least, weights, strict=True)]


def _room(band: Band) -> float:
    """What a phase needs: its name and clause inside, its first day below."""
    return max(width_of(band.label, 13) + 22, DATE)


def _first(line: LifeLine, start: date, end: date) -> date:
    """The first price inside a phase: its leader must pass beside the phase's date."""
    return min([price.day for price in line.prices if start < price.day < end], default=end)


def lanes(labels: list[tuple[float, float]]) -> list[int]:
    """Lanes for labels (x, width), sorted by x: no label covers another, no leader crosses a label.

    From the far end back: a label flies above every later one whose leader it would reach.
    """
    found: list[int] = [0] * len(labels)
    for here in reversed(range(len(labels))):
        x, width = labels[here]
        reached = [found[later] for later in range(here + 1, len(labels)) if labels[later][0] < x + width]
        found[here] = max(reached) + 1 if reached else 0
    return found
