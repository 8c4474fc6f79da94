"""Fifty servers ordered at once: what the portal adds, and whether others wait."""

from collections.abc import Iterator

from servers.benchmarks import delivery_figures

from .figures import Figure
from .scratch import Scratch


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        yield from (Figure(**row) for row in delivery_figures())
