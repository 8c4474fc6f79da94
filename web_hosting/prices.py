"""What a plan costs for each period, and the fees of services, in one currency (HD-3.1a, HD-3.1d)."""

from dataclasses import dataclass
from datetime import date

from billing.cycles import CYCLES, operation
from billing.prices import PriceList, price_list
from core.money import ttc

from .models import HostingPlan

RESTORE, HOUR = "hosting.restore", "outsourcing.hour"


@dataclass(frozen=True, slots=True)
class Amount:
    """A price before tax and with it, in centimes."""

    ht: int
    vat_rate: int

    @property
    def ttc(self) -> int:
        return ttc(self.ht, self.vat_rate)


def tariff(plan: HostingPlan, prices: PriceList) -> dict[int, Amount]:
    """Period in months → price, the periods that are sold."""
    found = {cycle: amount(prices, plan.product_code, operation(cycle)) for cycle in CYCLES}
    return {cycle: price for cycle, price in found.items() if price}


def of(plan: HostingPlan, today: date, currency: str) -> dict[int, Amount]:
    """The prices of one plan on a day."""
    return tariff(plan, price_list(today, [plan.product_code], currency))


def fee(code: str, name: str, today: date, currency: str) -> Amount | None:
    """The price of a service on a day; None where it is not sold in this currency."""
    return amount(price_list(today, [code], currency), code, name)


def amount(prices: PriceList, code: str, name: str) -> Amount | None:
    """One price of a list; None where there is none."""
    ht = prices.find(code, name)
    return None if ht is None else Amount(ht, prices.product(code).vat_rate)
