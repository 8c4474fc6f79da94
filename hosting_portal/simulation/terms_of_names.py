"""What each name's life should have been: from the simulation's notes, the bills and the registry's ledger.

The numbers are written out here once more, on purpose: the audit does not ask the code that it judges.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from billing.models import OrderLine
from core import clock
from domains.models import Domain, SandboxTransaction

from .book import Book

GTLD_LAST_DAY, MA_CUTOFF_DAY, MA_CUTOFF_HOUR, MA_LAST_DAY = 36, 29, 18, 30
NOTICES = {"gtld": {"J-30": -30, "J-10": -10, "J-7": -7, "J0": 0, "J+5": 5},
           "ma": {"J-30": -30, "J-10": -10, "J+5": 5, "J+20": 20}}  # fmt: skip


@dataclass
class Term:
    """A paid term: its last day, since when it counts, and how it was followed."""

    end: date
    since: datetime
    paid_at: datetime | None = None
    finished_at: datetime | None = None

    def current_at(self, instant: datetime) -> bool:
        return self.since <= instant and (self.paid_at is None or instant < self.paid_at)


@dataclass
class NameLife:
    """One name with all its terms and what the registry did to it."""

    domain: Domain
    terms: list[Term] = field(default_factory=list)
    deletions: list[datetime] = field(default_factory=list)

    @property
    def is_ma(self) -> bool:
        return self.domain.name.endswith(".ma")

    def term_at(self, instant: datetime) -> Term:
        """The term that counted at an instant."""
        return next((t for t in reversed(self.terms) if t.since <= instant), self.terms[0])

    def may_be_deleted_from(self, term: Term) -> datetime:
        """The first instant at which the contract allows the name to be given up."""
        if self.is_ma:
            return clock.at_local(term.end + timedelta(days=MA_CUTOFF_DAY), MA_CUTOFF_HOUR)
        return clock.opening(term.end + timedelta(days=GTLD_LAST_DAY + 1))

    def addresses(self) -> list[str]:
        """Who is written to about the name."""
        return list({self.domain.contacts["holder"]["email"], self.domain.customer.billing_email})


def lives(book: Book) -> Iterator[NameLife]:
    """Every name that was ours at some time."""
    done, deletions, births = defaultdict(list), defaultdict(list), {}
    lines = OrderLine.objects.filter(kind__in=["domain.renew", "domain.redeem"], outcome="done")
    for line in lines.order_by("finished_at"):
        done[line.about].append(line)
    for entry in SandboxTransaction.objects.filter(done__gt=0).order_by("at"):
        if entry.command == "delete":
            deletions[entry.reference].append(entry.at)
        elif entry.command == "register":
            births[entry.reference] = entry.at
    for domain in Domain.objects.select_related("customer", "extension").order_by("pk"):
        first = _first_term(book, domain, births)
        if first:
            yield NameLife(domain, _terms(first, done[domain.public_id]), deletions[domain.public_id])


def _first_term(book: Book, domain: Domain, births: dict[str, datetime]) -> Term | None:
    if domain.public_id in book.first_terms:
        return Term(book.first_terms[domain.public_id], book.start)
    born = births.get(domain.public_id)
    if born is None:
        return None
    ends = datetime.combine(clock.years_later(born.date(), domain.years), born.timetz())
    return Term(clock.local_date(ends), born)


def _terms(first: Term, lines: list[OrderLine]) -> list[Term]:
    terms = [first]
    for line in lines:
        last = terms[-1]
        last.paid_at, last.finished_at = line.paid_at, line.finished_at
        years = 1 if line.kind == "domain.redeem" else line.quantity
        terms.append(Term(clock.years_later(last.end, years), line.finished_at))
    return terms
