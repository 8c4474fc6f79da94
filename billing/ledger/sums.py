"""Sums of the ledger, and how two sets of figures are held against each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Sum

from billing.models import Movement

from .accounts import Account


@dataclass(frozen=True)
class Fault:
    """Something that does not add up: what, about which thing, and the two figures (centimes) in words."""

    what: str
    about: str
    detail: str

    def said(self) -> dict[str, str]:
        """As the command prints it."""
        return asdict(self)


Figures = Mapping[Any, int]


def net(by: str | tuple[str, ...], *accounts: Account, **which) -> dict[Any, int]:
    """Debits less credits of some accounts in centimes, grouped by columns of the movements."""
    columns = (by,) if isinstance(by, str) else by
    sums: dict[Any, int] = defaultdict(int)
    for side, sign in (("debit", 1), ("credit", -1)):
        rows = Movement.objects.filter(**{f"{side}__in": accounts}, **which).order_by()
        for *key, amount in rows.values_list(*columns).annotate(n=Sum("amount")):
            sums[key[0] if isinstance(by, str) else tuple(key)] += sign * amount
    return sums


def turned(figures: Figures) -> dict[Any, int]:
    """The same figures from the other side: credits less debits."""
    return {key: -n for key, n in figures.items()}


def compared(what: str, said: Figures, booked: Figures) -> Iterator[Fault]:
    """A fault for each key whose two figures differ; a missing one is zero."""
    for key in sorted(said.keys() | booked.keys(), key=str):
        if (mine := said.get(key) or 0) != (other := booked.get(key) or 0):
            shown = " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
            yield Fault(what, shown, f"{mine}, but {other} in the ledger")
