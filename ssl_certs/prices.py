"""What a certificate costs, with its additional names, its licences and its installation, in one currency (HD-3.1b)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from billing.prices import PriceList, price_list
from core.money import ttc

from .models import CertificateProduct
from .ordering import SERVERS, installation_product

VAT = 2_000  # basis points, for display beside HT; documents take the product's own rate


@dataclass(frozen=True, slots=True)
class Amount:
    """A price before tax and with it, in centimes."""

    ht: int
    vat_rate: int = VAT

    @property
    def ttc(self) -> int:
        return ttc(self.ht, self.vat_rate)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The prices of one certificate; None where something is not sold. `installation` is by kind of server."""

    currency: str
    order: Amount | None
    name: Amount | None
    licence: Amount | None
    installation: dict[str, Amount] = field(default_factory=dict)


def codes(products: Iterable[CertificateProduct]) -> set[str]:
    """The billing products behind these certificates and their installation."""
    return {code for p in products for code in (p.product_code, *_installations(p).values())}


def tariff(product: CertificateProduct, prices: PriceList) -> Tariff:
    """The prices of one certificate, from a list that knows them."""
    found = {server: _amount(prices, code, "install") for server, code in _installations(product).items()}
    sold = {server: amount for server, amount in found.items() if amount}
    order, name, licence = (_amount(prices, product.product_code, op) for op in ("order", "name", "licence"))
    return Tariff(prices.currency, order, name if product.sells_names else None,
                  licence if product.sells_licences else None, sold)  # fmt: skip


def of(product: CertificateProduct, today: date, currency: str) -> Tariff:
    """The prices of one certificate on a day."""
    return tariff(product, price_list(today, codes([product]), currency))


def _installations(product: CertificateProduct) -> dict[str, str]:
    return {server: installation_product(product.level, server) for server in SERVERS}


def _amount(prices: PriceList, code: str, operation: str) -> Amount | None:
    ht = prices.find(code, operation)
    return None if ht is None else Amount(ht, prices.product(code).vat_rate)
