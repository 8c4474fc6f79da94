"""The outbox against a bare `smtplib` loop, and against one task and one connection for each mail."""

from collections.abc import Iterator

from notifications.benchmarks import outbox_rates

from .figures import Figure
from .scratch import Scratch


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        yield from (Figure(**row) for row in outbox_rates())
