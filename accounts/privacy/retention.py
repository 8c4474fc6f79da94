"""Retention: how long each kind of data is kept and why, and the daily job that purges what is past its time.

Rooms hand over rules. A batch is one transaction with its line of the purge log (an evidence chain of its own, so it is
as safe from alteration as all evidence): a kill loses nothing and purges nothing twice. What is purged is the content;
its digest stays, so that every chain of evidence still holds. Customers with something in dispute are passed over.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import ngettext

from core import evidence, unit_of_work
from core.acts import Act
from core.evidence import EvidenceRecord
from core.terms import LAW, POLICY, clause_of

from .models import PURGES
from .schedule import CLAUSE
from .terms import RETENTION

YEAR = 365


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind of data is kept.

    what, after   in words: what it is, and from when on its time is counted
    term          the field of the terms that gives the time, and its source
    fate          in words: what becomes of it
    past          (now) → the rows whose time is over; None: nothing purges it before a person has looked
    purge         (rows, act) purges a batch of them, so that `past` finds them no more
    turn          in which round of the night; an account goes after all that hangs on it
    owner         the way from a row to its customer; empty where it has none
    number        (row) → what the log keeps a digest of
    """

    code: str
    what: str | Promise
    after: str | Promise
    term: str
    fate: str | Promise
    past: Callable[[datetime], models.QuerySet] | None = None
    purge: Callable[[list, Act], None] | None = None
    owner: str = "customer"
    terms: object = RETENTION
    turn: int = 0
    number: Callable[[Any], str] = lambda row: str(getattr(row, "public_id", row.pk))

    @property
    def kept(self) -> timedelta:
        return getattr(self.terms, self.term)

    @property
    def kept_words(self) -> str:
        """The time in words: whole years where it is whole years."""
        years, rest = divmod(self.kept.days, YEAR)
        if years and rest <= years // 4:  # the leap days of so many years
            return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
        return ngettext("%(n)s day", "%(n)s days", self.kept.days) % {"n": self.kept.days}

    @property
    def source(self) -> str:
        """The clause or the law that gives the time; empty for the company's own rule."""
        source = clause_of(self.terms, self.term)
        return "" if source == POLICY else source.removeprefix(LAW)


Hold = Callable[[], Iterable[int]]
Keeper = Callable[[list[int]], Iterable[int]]
_rules: dict[str, Rule] = {}
_holds: list[Hold] = []
_keepers: list[Keeper] = []


def register(*rules: Rule) -> None:
    """Hand over how long kinds of data are kept."""
    for rule in rules:
        _rules[rule.code] = rule


def register_hold(hold: Hold) -> None:
    """Hand over a function: the keys of customers of whom nothing is purged (dispute, authority, open request)."""
    if hold not in _holds:
        _holds.append(hold)


def register_keeper(keeper: Keeper) -> None:
    """Hand over a function: of these customers, those of whom the room still keeps something that a law asks for."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def kept_of(customers: list[int]) -> set[int]:
    """Of these customers, those of whom something is still kept."""
    return {key for keeper in _keepers for key in keeper(customers) if key}


def rules() -> list[Rule]:
    """Every rule, the shortest time first."""
    return sorted(_rules.values(), key=lambda rule: (rule.kept, rule.code))


def held() -> set[int]:
    """The customers of whom nothing is purged now."""
    return {key for hold in _holds for key in hold() if key}


def digest_of(number: str) -> str:
    """What the log keeps of the number of a purged thing."""
    return hashlib.sha256(number.encode()).hexdigest()


def logged(code: str) -> set[str]:
    """The digests of all that was purged by one rule."""
    lines = EvidenceRecord.objects.filter(about=PURGES, what=code).values_list("data", flat=True)
    return {digest for data in lines for digest in data["numbers"]}


def purge(act: Act) -> dict[str, int]:
    """Purge what is past its time: how many rows of each kind."""
    rounds = sorted(rules(), key=lambda rule: rule.turn)
    return {rule.code: _purge_kind(rule, act) for rule in rounds if rule.past and rule.purge}


def _purge_kind(rule: Rule, act: Act) -> int:
    done, after, past = 0, 0, rule.past(act.now)
    while True:
        with transaction.atomic(), unit_of_work.gathered():
            rows = _batch(rule, past, after)
            if not rows:
                return done
            after = rows[-1].pk
            rule.purge(rows, act)
            write_down(rule, rows, act)
        done += len(rows)


def write_down(rule: Rule, rows: list, act: Act) -> None:
    """The line of the purge log that goes with a batch, in its transaction; a number tells what is left of a row."""
    numbers = [digest_of(rule.number(row)) for row in rows]
    evidence.record(
        PURGES, "act", rule.code, act, CLAUSE, count=len(rows), source=rule.source, kept_days=rule.kept.days,
        numbers=numbers,
    )  # fmt: skip


def _batch(rule: Rule, past: models.QuerySet, after: int) -> list:
    """The next rows whose time is over, locked; those of customers with a dispute are passed over."""
    rows = past.filter(pk__gt=after)
    if rule.owner and (kept := held()):
        rows = rows.exclude(**{f"{rule.owner}__in": kept})
    return list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[: RETENTION.batch])
