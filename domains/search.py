"""Searching: which names a person may have, at what price. Availability is only indicative (DN-2.2b)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from billing.prices import currency_of, price_list
from core import clock
from core.money import ttc
from core.ports import PortError

from . import naming, prices
from .charter import rules_of
from .models import Domain, Extension
from .registry import Availability, registry_for

SECONDS = 20  # an answer of the registry is shown again for this long, never kept


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a search. `state` is free, taken, unknown, review or refused; `message` says why.

    `extension` is None where the visitor typed one that is not sold.
    """

    extension: Extension | None
    name: str
    state: str
    message: str = ""
    clause: str = ""
    register: int | None = None
    renew: int | None = None
    currency: str = ""

    @property
    def register_ttc(self) -> int | None:
        return None if self.register is None else ttc(self.register, prices.VAT)


def search(query: str, now: datetime, customer=None) -> list[Result]:
    """The results for what a person typed, its own extension first. Raises `naming.InvalidName`."""
    sold = {e.code: e for e in Extension.objects.filter(enabled=True)}
    candidates = naming.search_candidates(query, [rules_of(e, sold) for e in sold.values()])
    named = [c.name for c in candidates if c.name]
    free = availability({n.name_ascii: n.extension for n in named}, now)
    free |= _kept_for(customer, list(free), now)
    codes = [e.product_code for e in sold.values()]
    tariff = price_list(clock.local_date(now), codes, currency_of(customer))
    return [_result(c, sold.get(c.extension), free, tariff) for c in candidates]


def exact(names: list[str]) -> list[tuple[naming.ParsedName, Extension]]:
    """The orderable names among those given in full. Raises `InvalidName` for the first that is not."""
    sold = {e.code: e for e in Extension.objects.filter(enabled=True)}
    rules = [rules_of(e, sold) for e in sold.values()]
    found = []
    for typed in dict.fromkeys(names):
        candidate = naming.search_candidates(typed, rules)[0]
        if candidate.refusal or candidate.name is None:
            raise candidate.refusal or naming.InvalidName("extension", naming.MESSAGES["extension"])
        found.append((candidate.name, sold[candidate.extension]))
    return found


def availability(extensions: dict[str, str], now: datetime) -> dict[str, Availability | None]:
    """What each registry says of the names, remembered for seconds; None where it did not answer."""
    known = cache.get_many([f"free:{name}" for name in extensions])
    found = {name: known.get(f"free:{name}") for name in extensions}
    for extension in {extensions[name] for name in found if found[name] is None}:
        asked = [name for name in found if found[name] is None and extensions[name] == extension]
        try:
            answers = registry_for(extension).check(asked, now)
        except PortError:
            continue
        cache.set_many({f"free:{name}": answer for name, answer in answers.items()}, SECONDS)
        found |= answers
    return found


def _kept_for(customer, names: list[str], now: datetime) -> dict[str, Availability]:
    """The names that the registry keeps for this customer after a cancellation (DN-A2-4.1.3)."""
    kept = Domain.objects.of(customer).filter(name__in=names, state=Domain.State.CANCEL_GRACE)
    return {name: Availability(True, "cancel_grace", now) for name in kept.values_list("name", flat=True)}


def _result(candidate, extension: Extension | None, free, tariff) -> Result:
    name = candidate.name.name_unicode if candidate.name else f".{candidate.extension}"
    if candidate.refusal:
        return Result(extension, name, "refused", str(candidate.refusal), candidate.refusal.clause)
    answer = free.get(candidate.name.name_ascii)
    state = "unknown" if answer is None or answer.free is None else "free" if answer.free else "taken"
    tags = prices.tags(extension, tariff)
    costs = {"register": tags.register, "renew": tags.renew, "currency": tags.currency}
    if candidate.review and state != "taken":
        return Result(
            extension, name, "review", str(candidate.review.message), candidate.review.clause, **costs
        )
    return Result(extension, name, state, clause="DN-2.2b", **costs)
