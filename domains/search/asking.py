"""A search: what was typed, the names it may mean, and what the registries say of them as their answers come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from billing.prices import PriceList, currency_of, price_list
from core import clock
from core.money import ttc
from domains import naming, prices, reserved
from domains.charter import NameRules, rules_of
from domains.models import Domain, Extension
from domains.naming import Candidate, InvalidName
from domains.registry import Availability
from domains.terms import SEARCH

from . import registries, suggestions


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a search. `state` is free, taken, unknown, review or refused; `message` says why.

    `extension` is None where the visitor typed one that is not sold; a suggestion is a name that nobody typed.
    """

    extension: Extension | None
    name: str
    state: str
    message: str = ""
    clause: str = ""
    register: int | None = None
    renew: int | None = None
    currency: str = ""
    suggestion: bool = False

    @property
    def register_ttc(self) -> int | None:
        return None if self.register is None else ttc(self.register, prices.VAT)


@dataclass
class Question:
    """The candidates of one search, with the prices of the day in the asker's currency."""

    candidates: list[Candidate]
    sold: dict[str, Extension]
    tariff: PriceList
    customer: object
    now: datetime
    suggested: list[Candidate] = field(default_factory=list)

    def arriving(self) -> Iterator[list[Result]]:
        """The results in groups: at once what needs no registry, then each registry's as it answers."""
        named = [c for c in (*self.candidates, *self.suggested) if c.name]
        yield [self._result(c, {}) for c in self.candidates if c not in named]
        kept = self._kept([c.name.name_ascii for c in named])
        known: dict[str, Availability | None] = {}
        for answers in registries.arriving({c.name.name_ascii: c.extension for c in named}, self.now):
            free = answers | {name: kept[name] for name in answers if name in kept}
            known |= free
            yield [self._result(c, free) for c in self.candidates if c in named and c.name.name_ascii in free]
        yield self._close_names(known)

    def all(self) -> list[Result]:
        """Every result, in the order of the candidates."""
        order = {c.shown: n for n, c in enumerate(self.candidates)}
        found = [result for group in self.arriving() for result in group]
        return sorted(found, key=lambda result: order.get(result.name, len(order)))

    def _close_names(self, free: dict[str, Availability | None]) -> list[Result]:
        """Of the suggestions that seem free, a few; none where the name that was typed is free itself."""
        wanted = self.candidates[0].name
        if wanted is None or self._state(free.get(wanted.name_ascii)) == "free":
            return []
        known = [c for c in self.suggested if self._state(free.get(c.name.name_ascii)) == "free"]
        return [self._result(c, free, suggestion=True) for c in known[: SEARCH.suggestions]]

    def _kept(self, names: list[str]) -> dict[str, Availability]:
        """The names that the registry keeps for this customer after a cancellation (DN-A2-4.1.3)."""
        kept = Domain.objects.of(self.customer).filter(name__in=names, state=Domain.State.CANCEL_GRACE)
        found = kept.values_list("name", flat=True)
        return {name: Availability(True, "cancel_grace", self.now) for name in found}

    def _result(self, candidate: Candidate, free, suggestion: bool = False) -> Result:
        extension, name = self.sold.get(candidate.extension), candidate.shown
        if candidate.refusal:
            return Result(extension, name, "refused", str(candidate.refusal), candidate.refusal.clause)
        state, tags = self._state(free.get(candidate.name.name_ascii)), prices.tags(extension, self.tariff)
        costs: dict[str, Any] = {"register": tags.register, "renew": tags.renew, "currency": tags.currency}
        if candidate.review and state != "taken":
            why = candidate.review
            return Result(extension, name, "review", str(why.message), why.clause, **costs)
        return Result(extension, name, state, clause="DN-2.2b", suggestion=suggestion, **costs)

    @staticmethod
    def _state(answer: Availability | None) -> str:
        return "unknown" if answer is None or answer.free is None else "free" if answer.free else "taken"


def asked(query: str, now: datetime, customer=None) -> Question:
    """What a person typed, under every extension, its own first. Raises `InvalidName`."""
    question, rules = _question(now, customer)
    question.candidates = naming.search_candidates(query, rules)
    first = question.candidates[0]
    if first.name and not first.review:
        own = next(r for r in rules if r.extension == first.extension)
        question.suggested = suggestions.near(first.name, own)
    return question


def asked_in_bulk(typed: Iterable[str], extension: str, now: datetime, customer=None) -> Question:
    """Names typed one by one, those without an extension under this one; what is wrong with one is its result."""
    question, rules = _question(now, customer)
    question.candidates = [_one(line, rules, extension) for line in dict.fromkeys(typed)]
    return question


def search(query: str, now: datetime, customer=None) -> list[Result]:
    """All results for what a person typed. Raises `InvalidName`."""
    return [result for result in asked(query, now, customer).all() if not result.suggestion]


def exact(names: list[str], now: datetime, customer=None) -> list[tuple[naming.ParsedName, Extension]]:
    """The orderable names among those given in full. Raises `InvalidName` for the first that is not."""
    question, rules = _question(now, customer)
    found = []
    for typed in dict.fromkeys(names):
        candidate = naming.search_candidates(typed, rules)[0]
        if candidate.refusal or candidate.name is None:
            raise candidate.refusal or InvalidName("extension", naming.MESSAGES["extension"])
        found.append((candidate.name, question.sold[candidate.extension]))
    return found


def _question(now: datetime, customer) -> tuple[Question, list[NameRules]]:
    """What is sold that day in the asker's currency: an extension without a price of registration is not."""
    enabled = {e.code: e for e in Extension.objects.filter(enabled=True)}
    codes = [e.product_code for e in enabled.values()]
    today = clock.local_date(now)
    tariff, lists = price_list(today, codes, currency_of(customer)), reserved.book(today)
    priced = {c: e for c, e in enabled.items() if tariff.find(e.product_code, "register") is not None}
    return Question([], priced, tariff, customer, now), [
        rules_of(e, enabled, book=lists) for e in priced.values()
    ]


def _one(line: str, rules: list[NameRules], extension: str) -> Candidate:
    """One line of a list: the name with its extension, or under the chosen one; a refused one as it was typed."""
    try:
        found = naming.search_candidates(line if "." in line else f"{line}.{extension}", rules)[0]
    except InvalidName as refusal:
        found = Candidate(extension, refusal=refusal)
    return replace(found, typed=naming.quoted(line)) if found.refusal else found
