"""Terms: the contract's numbers, frozen and typed, each with the clause it comes from.

A product's `terms.py` subclasses nothing and computes nothing: it lists `term(value, clause)` fields in a
frozen dataclass. Durations are `timedelta` for elapsed time and whole `days()` for calendar days.
"""

from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

POLICY = "policy"  # the mark of a number that no clause gives: the company's own operating rule


def days(n: int) -> timedelta:
    """Calendar days."""
    return timedelta(days=n)


def term(value: Any, clause: str) -> Any:
    """A dataclass field that remembers its clause id (or `POLICY`)."""
    return field(default=value, metadata={"clause": clause})


def clause_of(terms: Any, name: str) -> str:
    """The clause behind one field of a terms object."""
    return next(f.metadata["clause"] for f in fields(terms) if f.name == name)


@dataclass(frozen=True, slots=True)
class OperationTerms:
    """How the clock itself is run. None of these is promised to a customer."""

    silence: timedelta = term(timedelta(hours=6), POLICY)  # a longer gap between ticks is an outage
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


OPERATIONS = OperationTerms()
UPLOADS = UploadTerms()
