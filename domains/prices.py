"""What a name costs at each stage of its life: renewal, late renewal, buy-back. Centimes before tax, in the
currency of the account (HD-3.1b)."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from billing.prices import HOUSE_CURRENCY, PriceList, price_list, shared
from core.money import ttc

VAT = 2_000  # basis points, for display beside HT; documents take the product's own rate


@dataclass(frozen=True, slots=True)
class PriceTags:
    """The prices of one name in one currency. `late` is the surcharge in grace; None where it is not sold."""

    register: int | None
    renew: int | None
    late: int
    redeem: int | None
    currency: str = HOUSE_CURRENCY

    @property
    def renew_late(self) -> int | None:
        return None if self.renew is None else self.renew + self.late

    @property
    def register_ttc(self) -> int | None:
        return None if self.register is None else ttc(self.register, VAT)

    def at_verb(self, verb: str) -> int | None:
        """The price that begins to hold with a step."""
        by_verb = {"propose_renewal": self.renew, "enter_grace": self.renew_late, "delete_name": self.redeem}
        return (by_verb | {"cancel_name": self.register}).get(verb)

    def in_phase(self, state: str) -> int | None:
        """The price of bringing the name back in a phase."""
        by_state = {"registered": self.renew, "grace": self.renew_late, "redemption": self.redeem}
        return (by_state | {"cancel_grace": self.register}).get(state)


def tags(extension, prices: PriceList, late: int | None = None) -> PriceTags:
    """The price tags of an extension, or of a name with its pinned surcharge."""
    found = {op: prices.find(extension.product_code, op) for op in ("register", "renew", "redeem")}
    if late is None:
        late = prices.find(extension.product_code, "late") or 0
    return PriceTags(late=late, currency=prices.currency, **found)


def of(domain, today: date) -> PriceTags:
    """The price tags of one name, from the list its batch shares or a fresh one; its surcharge was pinned in the
    account's currency (C-03)."""
    prices = shared(domain)
    if prices is None:
        prices = price_list(today, [domain.extension.product_code], domain.customer.currency)
    return tags(domain.extension, prices, domain.late_surcharge)


@lru_cache(maxsize=1024)
def in_mail(price_tags: PriceTags) -> dict[str, Any]:
    """The tags as plain values for a mail: each price before tax, and with it, and their currency."""
    plain = asdict(price_tags) | {"renew_late": price_tags.renew_late}
    currency = plain.pop("currency")
    with_tax = {f"{k}_ttc": None if v is None else ttc(v, VAT) for k, v in plain.items()}
    return {**plain, **with_tax, "currency": currency}
