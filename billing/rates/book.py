"""The book of rates: entered once a day and currency, found for a document's day, used to convert."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from billing.content_types import ExchangeContent
from billing.models import ExchangeRate
from billing.models.rates import MILLION
from billing.terms import BILLING
from core import evidence, money
from core.acts import Act
from core.money import Totals
from core.transitions import NotAllowed

from . import Published
from .sandbox import Sandbox

HOME = "MAD"
HIGHEST = 1_000  # dirhams for one unit: more is a slip of the comma


def enter(rate: Published, act: Act) -> tuple[ExchangeRate, bool]:
    """Keep a rate, and whether it is new. The same once more changes nothing; another figure needs a reason.

    Documents that are issued keep the rate they were issued with. Raises NotAllowed (HD-3.1b).
    """
    millionths = _millionths(rate.rate)
    with transaction.atomic():
        facts = {
            "millionths": millionths,
            "source": rate.source,
            "entered_at": act.now,
            "entered_by": act.actor,
        }
        row, new = ExchangeRate.objects.get_or_create(
            currency=rate.currency, day=rate.day, defaults=facts
        )  # fmt: skip
        if new:
            _prove(row, act, "rate_entered")
        elif row.millionths != millionths:
            _correct(row, facts, act)
    return row, new


def find(currency: str, day: date) -> ExchangeRate | None:
    """The rate of a day, else the last one published within `rate_age`; None where there is neither."""
    since = day - BILLING.rate_age
    found = (
        ExchangeRate.objects.filter(currency=currency, day__lte=day, day__gte=since).order_by("-day").first()
    )
    if found or settings.RATES_ADAPTER != "sandbox":
        return found
    invented = Sandbox().published(currency, day)
    return ExchangeRate(
        currency=currency, day=day, millionths=_millionths(invented.rate), source=invented.source
    )


def to_home(centimes: int, rate: ExchangeRate) -> int:
    """An amount in centimes of dirham, rounded half up."""
    return money.half_up(centimes * rate.millionths, MILLION)


def from_home(centimes: int, rate: ExchangeRate) -> int:
    """Centimes of dirham in the currency of the rate, rounded half up (C-23)."""
    return money.half_up(centimes * MILLION, rate.millionths)


def exchange(sums: Totals, rate: ExchangeRate) -> ExchangeContent:
    """What a document in this currency says in dirhams: its bases and its VAT, and the rate they come from."""
    rates = [(percent, to_home(base, rate), to_home(tax, rate)) for percent, base, tax in sums.vat_by_rate]
    ht, vat = sum(base for _p, base, _v in rates), sum(tax for _p, _b, tax in rates)
    by_rate = [{"rate": percent, "base": base, "vat": tax} for percent, base, tax in rates]
    facts = {"rate": rate.written, "on": rate.day.isoformat(), "source": rate.source}
    return ExchangeContent(**facts, ht=ht, vat=by_rate, ttc=ht + vat)


def pinned(content: ExchangeContent, currency: str) -> ExchangeRate:
    """The rate that a document has pinned: its credit notes use it too, so that they undo it exactly."""
    return ExchangeRate(
        currency=currency, day=date.fromisoformat(content["on"]), source=content["source"],
        millionths=_millionths(Decimal(content["rate"])),
    )  # fmt: skip


def _millionths(rate: Decimal) -> int:
    if not 0 < rate < HIGHEST:
        raise NotAllowed(
            _("%(rate)s is no rate: write the dirhams for one unit, like 10.8453.") % {"rate": rate}
        )
    return round(rate * MILLION)


def _correct(row: ExchangeRate, facts: dict, act: Act) -> None:
    """Another figure for a day that has one: only by a person who says why."""
    if not act.reason:
        what = {"rate": row, "figure": Decimal(facts["millionths"]) / MILLION}
        raise NotAllowed(
            _("%(rate)s is entered already; %(figure)s differs. Say why, and it is corrected.") % what,
            "HD-3.1b",
        )
    was = row.written
    ExchangeRate.objects.filter(pk=row.pk).update(**facts)
    row.refresh_from_db()
    _prove(row, act, "rate_corrected", was=was)


def _prove(row: ExchangeRate, act: Act, what: str, **facts) -> None:
    said = {"currency": row.currency, "day": row.day, "rate": row.written, "source": row.source}
    evidence.record(row.public_id, "act", what, act, "HD-3.1b", **said, **facts)
