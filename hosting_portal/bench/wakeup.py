"""The wake-up: 10 000 notices are due among many names."""

from collections.abc import Iterator

from core import worker
from core.models import EvidenceRecord
from domains.lifecycle import flow
from notifications.models import Email

from .figures import ROUNDS, Figure, median, ratio, seconds
from .population import DUE, NOW, make_due, run
from .scratch import Scratch
from .waker import wake_in_processes

SMALL, LARGE, HUGE = 100_000, 1_000_000, 4_000_000
MEMORY = 200  # MiB


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    yield _against_insert(scratch)
    yield _growth(scratch, SMALL, LARGE)
    if full:
        yield _growth(scratch, LARGE, HUGE)
    yield from _processes(scratch)


def _against_insert(scratch: Scratch) -> Figure:
    with scratch.with_names(SMALL):
        _wake()  # templates are compiled, statistics gathered
        pairs = [(_wake(), _insert_the_same()) for _ in range(ROUNDS)]
    against = f"one INSERT … SELECT … ON CONFLICT DO NOTHING of the same {DUE} mails"
    return Figure("wake-up with 10 000 due notices", ratio(pairs), 20, "lower", against)


def _growth(scratch: Scratch, few: int, many: int) -> Figure:
    times: dict[int, list[float]] = {few: [], many: []}
    for _ in range(ROUNDS + 1):
        for size, taken in times.items():
            with scratch.with_names(size):
                taken.append(_wake())
    value = median(times[many][1:]) / median(times[few][1:])
    return Figure(f"the same wake-up among {many:,} names", value, 1.4, "lower", f"among {few:,} names")


def _processes(scratch: Scratch) -> Iterator[Figure]:
    with scratch.with_names(LARGE):
        make_due()
        alone = wake_in_processes(NOW, 1)
        yield Figure(
            "memory of a wake-up (MiB)", alone[0]["peak"], MEMORY, "lower", "peak of a worker process"
        )
        make_due()
        both = wake_in_processes(NOW, 2)
        wrong = abs(Email.objects.count() - DUE) + abs(EvidenceRecord.objects.count() - DUE)
        shares = " + ".join(str(one["rows"]) for one in both)
        yield Figure(
            "notices lost or doubled by two workers", wrong, 0, "lower", f"{DUE} names, taken {shares}"
        )


def _wake() -> float:
    make_due()
    taken = seconds(lambda: worker.wake(flow, NOW))
    if (written := Email.objects.count()) != DUE:
        raise AssertionError(f"{written} mails were written, not {DUE}")
    return taken


def _insert_the_same() -> float:
    table = Email._meta.db_table
    run(f"CREATE TEMP TABLE copied AS SELECT * FROM {table}")
    run(f"TRUNCATE {table} CASCADE")
    taken = seconds(lambda: run(f"INSERT INTO {table} SELECT * FROM copied ON CONFLICT DO NOTHING"))
    run("DROP TABLE copied")
    return taken
