"""The registry by EPP, against a bare client library."""

from collections.abc import Iterator

from domains.benchmarks import registry_rates

from .figures import Figure
from .scratch import Scratch


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        yield from (Figure(**row) for row in registry_rates())
