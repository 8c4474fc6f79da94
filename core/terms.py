"""Terms: the contract's numbers, frozen and typed, each with the clause it comes from.

A product's `terms.py` subclasses nothing and computes nothing: it lists `term(value, clause)` fields in a
frozen dataclass. Durations are `timedelta` for elapsed time and whole `days()` for calendar days.
"""

from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

POLICY = "policy"  # the mark of a number that no clause gives: the company's own operating rule
LAW = "law "  # how the source of a number begins that a law gives and no clause: "law 09-08, art. 8"


def days(n: int) -> timedelta:
    """Calendar days."""
    return timedelta(days=n)


def term(value: Any, clause: str) -> Any:
    """A dataclass field that remembers its clause id (or `POLICY`, or the law: `LAW + "09-08, art. 8"`)."""
    return field(default=value, metadata={"clause": clause})


def clause_of(terms: Any, name: str) -> str:
    """The clause behind one field of a terms object."""
    return next(f.metadata["clause"] for f in fields(terms) if f.name == name)


@dataclass(frozen=True, slots=True)
class OperationTerms:
    """How the clock itself is run. None of these is promised to a customer."""

    silence: timedelta = term(timedelta(hours=6), POLICY)  # a longer gap between ticks is an outage
    late: timedelta = term(timedelta(hours=6), POLICY)  # a notice given so much after its due instant is late
    recheck: timedelta = term(
        timedelta(hours=1), POLICY
    )  # an answer that a port still owes is asked for again
    blocked: timedelta = term(timedelta(hours=3), POLICY)  # a blocked irreversible step is looked at again
    lease: timedelta = term(timedelta(minutes=10), POLICY)  # an outside call not answered by then is retried
    backoff: tuple[timedelta, ...] = term(
        tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240)), POLICY
    )  # the last one repeats
    alert_after_attempts: int = term(4, POLICY)


@dataclass(frozen=True, slots=True)
class UploadTerms:
    """What people may upload."""

    paper_bytes: int = term(10 * 1024 * 1024, POLICY)


@dataclass(frozen=True, slots=True)
class EvidenceTerms:
    """How evidence is sealed. None of these is promised to a customer."""

    seal_every: timedelta = term(timedelta(minutes=10), POLICY)
    lock: timedelta = term(timedelta(seconds=2), POLICY)  # writers are waited for so long, then later
    read_together: int = term(2_000, POLICY)  # rows
    files_kept: timedelta = term(days(30), POLICY)  # an evidence file can be made anew at any time
    printed: int = term(400, POLICY)  # rows on paper; the machine-readable part holds all


@dataclass(frozen=True, slots=True)
class ForecastTerms:
    """How far ahead pages and calendars look. None of these is promised to a customer."""

    window: timedelta = term(days(60), POLICY)
    calendar: timedelta = term(days(400), POLICY)  # a subscribed calendar shows more than a year
    services: int = term(500, POLICY)  # of one kind and customer
    listed: int = term(300, POLICY)  # steps named on the company's page; all are counted
    read_together: int = term(500, POLICY)  # rows
    examples: int = term(5, POLICY)  # of a clause, and services of one kind that are looked at for them
    counted: timedelta = term(timedelta(minutes=5), POLICY)  # the company's steps are counted anew
    refreshed: timedelta = term(timedelta(hours=12), POLICY)  # how often a calendar asks again


FORECAST = ForecastTerms()
EVIDENCE = EvidenceTerms()
OPERATIONS = OperationTerms()
UPLOADS = UploadTerms()
