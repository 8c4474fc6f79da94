"""Gapless numbers against a bare sequence."""

from collections.abc import Iterator

from billing.benchmarks import numbering_rates

from .figures import Figure
from .scratch import Scratch


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        yield from (Figure(**row) for row in numbering_rates())
