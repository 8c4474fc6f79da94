"""Servers that may be renewed with their options, as billing looks ahead (HD-6.2)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat

from billing.renewals import ending

from .models import Server
from .options import PACK, option_product

_TEXT = CharField()
RENEWED = ("active", "suspended")


def rows() -> Iterator[QuerySet]:
    """The servers whose customer has not given notice, and each option that some of them have."""
    servers = Server.objects.filter(state__in=RENEWED, term_ends_on__isnull=False)
    same: dict[str, Any] = {"subject": F("hostname"), "ends_on": "term_ends_on", "months": F("cycle"),
            "operation": Concat(Value("cycle"), "cycle", output_field=_TEXT)}  # fmt: skip
    yield ending(servers, code=Concat(Value("server."), "product__code"), **same)
    for option, having, quantity in (
        ("managed", {"management": "managed"}, Value(1)),
        ("fully_managed", {"management": "fully_managed"}, Value(1)),
        ("backup", {"backup_gb__gte": PACK}, F("backup_gb") / PACK),
        ("ipv4", {"extra_ipv4__gt": 0}, F("extra_ipv4")),
        ("cpanel", {"cpanel": True}, Value(1)),
    ):
        yield ending(servers.filter(**having), code=Value(option_product(option)), quantity=quantity, **same)
