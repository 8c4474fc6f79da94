"""Certificates whose year ends and that may be ordered anew, as billing looks ahead (SSL-5.1a)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat

from billing.renewals import ending

from .models import SslOrder

LIVING = ("active", "reissue_due")
YEAR = 12  # months


def rows() -> Iterator[QuerySet]:
    """The years that run, with the names and the licences that were bought beyond those included."""
    orders = SslOrder.objects.filter(
        state__in=LIVING, notice_at=None, successors=None, term_ends_on__isnull=False
    )
    same: dict[str, Any] = {"subject": KT("names__0"), "ends_on": "term_ends_on", "months": Value(YEAR),
            "code": Concat(Value("ssl."), "product__code")}  # fmt: skip
    yield ending(orders, operation=Value("order"), **same)
    named = orders.filter(names_bought__gt=F("product__names_included"))
    yield ending(
        named, operation=Value("name"), quantity=F("names_bought") - F("product__names_included"), **same
    )
    licensed = orders.filter(product__licences__gt=0, licences__gt=F("product__licences"))
    yield ending(
        licensed, operation=Value("licence"), quantity=F("licences") - F("product__licences"), **same
    )
