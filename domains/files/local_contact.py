"""The company as administrative contact in Morocco: an option with a yearly fee (DN-A2-1.1)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.lines import NewLine
from billing.prices import price_list
from core.company import company

LOCAL = "local_contact"  # the scope of its mandate, and the mark of a contact that is lent
PRODUCT = "domain.local_contact_ma"
OPERATION = "local_contact"


def fee(today: date, currency: str) -> int | None:
    """A year of it, in centimes before tax; None where it is not offered."""
    return price_list(today, [PRODUCT], currency).find(PRODUCT, OPERATION)


def snapshot() -> dict[str, Any]:
    """Our contact in Morocco, marked as lent."""
    return ours(company().local_contact) | {"lent": LOCAL}


def ours(point) -> dict[str, Any]:
    """A contact of the company's own, in the shape of a customer's."""
    facts = asdict(point)
    return facts | {"full_name": facts.pop("name"), "public_id": "", "kind": "organisation"}


def is_lent(contacts: Mapping[str, Any]) -> bool:
    """Whether the administrative contact is ours."""
    return contacts.get("admin", {}).get("lent") == LOCAL


def parts(contacts: Mapping[str, Any], subject: str, years: int) -> tuple[NewLine, ...]:
    """The fee, for as many years as the name: at its registration and at each renewal."""
    if not is_lent(contacts):
        return ()
    options = {"follows": True, "unit": "year", "clause": "DN-A2-1.1"}
    what = _("Local administrative contact")
    return (
        NewLine("domain.local_contact", subject, PRODUCT, OPERATION, what, quantity=years, options=options),
    )
