"""Ordering anew: what an earlier order fills in, and what is sold where its product no longer is (SSL-5.1a)."""

from datetime import date
from typing import Any

from accounts.models import Contact
from accounts.phones import readable as readable_phone
from billing.prices import price_list
from ssl_certs import prices
from ssl_certs.models import CertificateProduct, SslOrder


def initial_of(order: SslOrder) -> dict[str, Any]:
    """The form as the earlier order was; what the account knows better today is not overwritten with nothing."""
    organisation = {f"org_{key}": value for key, value in (order.organisation or {}).items() if value}
    if phone := organisation.get("org_phone"):
        organisation["org_phone"] = readable_phone(phone)
    known = (order.contacts or {}).get("tech", {}).get("public_id", "")
    tech = Contact.objects.of(order.customer).usable().filter(public_id=known).first() if known else None
    product = order.product
    return organisation | {
        "name": order.main_name, "more_names": max(order.names_bought - product.names_included, 0),
        "more_licences": max(order.licences - product.licences, 0), "installation": order.installation, "tech": tech,
    }  # fmt: skip


def others(order: SslOrder, currency: str, today: date) -> list[tuple[CertificateProduct, prices.Tariff]]:
    """What is sold today of the same level and kind."""
    same = {"level": order.product.level, "kind": order.product.kind}
    found = list(CertificateProduct.objects.filter(enabled=True, **same))
    listed = price_list(today, prices.codes(found), currency)
    rows = [(product, prices.tariff(product, listed)) for product in found]
    return [(product, tariff) for product, tariff in rows if tariff.order]
