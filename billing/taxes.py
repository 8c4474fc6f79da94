"""Which VAT a line bears, and what a document says instead of it (art. 145-III-6°, facts D)."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts import exports
from accounts.models import Customer
from core import money

from .content_types import TotalsContent
from .models import Product
from .terms import BILLING

EXPORT = "G"  # EN 16931: free export item, tax not charged


def rate(product: Product, customer: Customer | None, currency: str) -> int:
    """The rate of a product for this customer, in basis points: an exported service bears none."""
    return 0 if exports.honoured(customer, currency) else product.vat_rate


def exemption(customer: Customer, currency: str, sums: TotalsContent, language: str) -> dict[str, str]:
    """The exemption as a document names it; nothing where the tax is charged."""
    if not exports.honoured(customer, currency) or all(tax["rate"] for tax in sums["vat"]):
        return {}
    with translation.override(language):
        words = _("Exempt from VAT: services exported, article 92-I-1° of the general tax code.")
    return {"exemption": words, "exemption_category": EXPORT}


def withholding_note(customer: Customer, currency: str, sums: TotalsContent, language: str) -> list[str]:
    """What a public body keeps back of the VAT and pays to the tax office itself (RAS TVA)."""
    tax = sum(by_rate["vat"] for by_rate in sums["vat"])
    if customer.kind != Customer.Kind.PUBLIC or not tax:
        return []
    kept = money.vat(tax, BILLING.withheld)
    amounts = {"kept": kept, "paid": sums["ttc"] - kept}
    shown = {name: money.text(amount, currency, language) for name, amount in amounts.items()}
    with translation.override(language):
        share = {"share": money.percent(BILLING.withheld, language), **shown}
        return [
            _(
                "VAT withheld at source (RAS TVA): a public body keeps back %(share)s of the VAT, %(kept)s, and pays "
                "%(paid)s."
            )
            % share
        ]


def stamp_note(duty: int, currency: str, language: str) -> list[str]:
    """The stamp duty that was received with cash, on top of the document's total (facts D)."""
    if not duty:
        return []
    with translation.override(language):
        said = {
            "share": money.percent(BILLING.stamp_rate, language),
            "duty": money.text(duty, currency, language),
        }
        return [_("Paid in cash: stamp duty of %(share)s, %(duty)s, received on top of the total.") % said]
