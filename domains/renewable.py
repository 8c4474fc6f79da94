"""Names that may be renewed, as billing looks ahead (HD-3.5)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Greatest

from billing.renewals import ending

from .files import local_contact
from .models import Domain

LIVING = ("registered", "renewing", "grace")


def rows() -> Iterator[QuerySet]:
    """The names with their shortest term, and those that borrow our contact in Morocco with its fee."""
    names = Domain.objects.filter(state__in=LIVING, letting_expire=False, paid_through__isnull=False)
    years = Greatest(F("extension__years_min"), 1)
    same: dict[str, Any] = {
        "subject": F("unicode_name"),
        "ends_on": "paid_through",
        "months": years * 12,
        "quantity": years,
    }
    yield ending(names, code=Concat(Value("domain."), "extension__code"), operation=Value("renew"), **same)
    lent = names.filter(contacts__admin__lent=local_contact.LOCAL)
    yield ending(lent, code=Value(local_contact.PRODUCT), operation=Value(local_contact.OPERATION), **same)
