"""Every price of an extension, before tax and with it (ERRP 4.1, DN-1.2)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from billing.prices import PriceList
from core.money import ttc
from domains.models import Extension
from domains.prices import VAT, PriceTags


@dataclass(frozen=True, slots=True)
class Line:
    """What is paid for one operation, in centimes before tax."""

    operation: str
    ht: int
    clause: str
    once: bool = False

    @property
    def ttc(self) -> int:
        return ttc(self.ht, VAT)


def tariff_of(extension: Extension, tags: PriceTags, found: PriceList) -> list[Line]:
    """The operations that are sold; what has no price is not sold."""
    with_year = extension.redeem_includes_year
    redeem = _("Buy-back from redemption, one year included") if with_year else _("Buy-back from redemption")
    priced = [
        (_("Registration, a year"), tags.register, "DN-1.2", False),
        (_("Renewal, a year"), tags.renew, "DN-3.2a", False),
        (_("Renewal in the grace, a year"), tags.renew_late, "C-03", False),
        (redeem, tags.redeem, "DN-5.3", True),
        (
            _("Transfer to us, one year included"),
            found.find(extension.product_code, "transfer"),
            "DN-6.1.1",
            True,
        ),
        (_("Change of holder"), found.find(extension.product_code, "owner_change"), "DN-14.1(2)", True),
    ]
    return [Line(words, ht, clause, once) for words, ht, clause, once in priced if ht is not None]
