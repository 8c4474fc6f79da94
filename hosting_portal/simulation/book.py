"""The simulation's own notes: what it paid, declared and held. The audit believes only these."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Money:
    """Money that really came: seen by the bank or confirmed by staff."""

    at: datetime
    customer: int
    proforma: str
    amount: int


@dataclass(slots=True)
class Span:
    """Something that stood about a name for some time: a hold, a payment with proof."""

    about: str
    what: str
    since: datetime
    until: datetime | None = None

    def covers(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


@dataclass
class Book:
    """Everything that the simulation knows of its own doing."""

    start: datetime
    end: datetime
    first_terms: dict[str, date] = field(default_factory=dict)
    money: list[Money] = field(default_factory=list)
    holds: list[Span] = field(default_factory=list)
    proofs: list[Span] = field(default_factory=list)
    unreviewed: list[Span] = field(default_factory=list)
    killed: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def paid(self, proforma, amount: int, at: datetime) -> None:
        """Money has come for a proforma."""
        self.money.append(Money(at, proforma.customer_id, proforma.public_id, amount))
        self.counts["payments"] += 1

    def end_span(self, spans: list[Span], what: str, until: datetime) -> None:
        """A hold is closed, a payment with proof decided upon."""
        for span in spans:
            if span.what == what and span.until is None:
                span.until = until
