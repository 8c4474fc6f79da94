"""How rates come in: typed, imported or asked of the source; each time, invoices that waited for one are issued."""

import logging
from collections.abc import Iterable
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing import invoicing
from billing.ledger import exchange
from billing.models import ExchangeRate
from billing.terms import BILLING
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortError

from . import CURRENCIES, Published, RateSource, book, source

log = logging.getLogger(__name__)
QUEUE = "rates"


def enter(rates: Iterable[Published], act: Act) -> int:
    """Keep these rates, issue and value what waited for them; how many of them are new. Raises NotAllowed.

    One that cannot be kept stops the list: what stands before it is kept.
    """
    new = 0
    try:
        for rate in rates:
            new += book.enter(rate, act)[1]
            close_attention(act, queue=QUEUE, about=_about(rate.currency))
    finally:
        invoicing.issue_waiting(act)
        exchange.value(act)
    return new


def fetch(act: Act, asked: RateSource | None = None) -> int:
    """Ask the source for today's rates that are not there yet; how many are new. A long silence is told."""
    asked = asked or source()
    found = []
    for currency in CURRENCIES if asked else ():
        if ExchangeRate.objects.filter(currency=currency, day=act.today).exists():
            continue
        try:
            answer = asked.published(currency, act.today)
        except PortError as error:
            log.warning("no rate of %s: %s", currency, error)
            answer = None
        found += [answer] if answer else []
    entered = enter(found, act)
    for currency in CURRENCIES:
        _tell_of_silence(currency, act)
    return entered


def typed(currency: str, day, rate: Decimal, said_by: str, act: Act) -> ExchangeRate:
    """A rate that a person types; another figure for the same day is a correction, with its reason."""
    enter([Published(currency, day, rate, said_by)], act)
    return ExchangeRate.objects.get(currency=currency, day=day)


def _about(currency: str) -> str:
    return f"rate_{currency}"


def _tell_of_silence(currency: str, act: Act) -> None:
    """No rate for days: a person is told before invoices begin to wait."""
    since = act.today - BILLING.rate_missed
    known = ExchangeRate.objects.filter(currency=currency)
    if known.exists() and not known.filter(day__gt=since).exists():
        title = format_lazy(_("No rate of {currency} has come for days"), currency=currency)
        key = f"rate:{currency}:{act.today}"
        raise_attention(QUEUE, key, _about(currency), title, clause="HD-3.1b", act=act)
