"""What a server costs, with its options, for each cycle, in one currency (HD-3.1a, HD-3.1b, HD-3.1d)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from billing.cycles import CYCLES, operation
from billing.prices import PriceList, price_list
from core.money import ttc

from .models import ServerProduct
from .options import OPTIONS, option_product

BASIS = 100


@dataclass(frozen=True, slots=True)
class Amount:
    """A price before tax and with it, in centimes."""

    ht: int
    vat_rate: int

    @property
    def ttc(self) -> int:
        return ttc(self.ht, self.vat_rate)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The prices of one configuration: cycle → amount of the whole cycle; option → the same; `setup` once."""

    currency: str
    cycles: dict[int, Amount] = field(default_factory=dict)
    options: dict[str, dict[int, Amount]] = field(default_factory=dict)
    setup: Amount | None = None

    @property
    def month(self) -> Amount | None:
        """What one month costs where it is paid month by month."""
        return self.cycles.get(1)

    def saving(self, cycle: int) -> int:
        """What a longer cycle saves against single months, in percent."""
        if not self.month or cycle not in self.cycles or not self.month.ht:
            return 0
        whole = self.month.ht * cycle
        return round((whole - self.cycles[cycle].ht) * BASIS / whole)

    @property
    def rows(self) -> list[tuple[int, Amount, int]]:
        """Cycle, amount, saving."""
        return [(cycle, amount, self.saving(cycle)) for cycle, amount in self.cycles.items()]


def codes(products: Iterable[ServerProduct]) -> set[str]:
    """The billing products behind these configurations and their options."""
    return {p.product_code for p in products} | {option_product(code) for code in OPTIONS}


def tariff(product: ServerProduct, prices: PriceList) -> Tariff:
    """The prices of one configuration, from a list that knows them."""
    options = {code: _cycles(prices, option_product(code)) for code in OPTIONS}
    sold = {code: cycles for code, cycles in options.items() if cycles}
    setup = _amount(prices, product.product_code, "setup")
    return Tariff(
        prices.currency, _cycles(prices, product.product_code), sold, setup if setup and setup.ht else None
    )


def of(product: ServerProduct, today: date, currency: str) -> Tariff:
    """The prices of one configuration on a day."""
    return tariff(product, price_list(today, codes([product]), currency))


def _cycles(prices: PriceList, code: str) -> dict[int, Amount]:
    found = {cycle: _amount(prices, code, operation(cycle)) for cycle in CYCLES}
    return {cycle: amount for cycle, amount in found.items() if amount}


def _amount(prices: PriceList, code: str, of_operation: str) -> Amount | None:
    ht = prices.find(code, of_operation)
    return None if ht is None else Amount(ht, prices.product(code).vat_rate)
