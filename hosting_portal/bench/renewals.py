"""Renewal proformas made in bulk against one SQL statement."""

from collections.abc import Iterator

from billing.benchmarks_renewals import renewal_costs

from .figures import Figure
from .scratch import Scratch


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        yield from (Figure(**row) for row in renewal_costs())
