"""The year's end: what is owed in foreign currency is shown at the closing rate, and begins the new year as it was.

Claims and debts differ from their worth by what is not realised yet (370, 470); money that is on its way to the bank is
money, its difference is a gain or loss of the year (733, 633). Each difference is a movement of no centimes that has a
worth, on the last day, and its opposite on the first day of the new year: things are settled from what they were worth.
An advance is not revalued: it becomes a sale, no money. Nor is a bank account: what leaves it is not in these books.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from billing.models import Movement, Worth
from billing.models.catalogue import CURRENCIES
from billing.prices import HOUSE_CURRENCY
from billing.rates import book
from core import clock, evidence
from core.acts import Act
from core.models import EvidenceRecord
from core.transitions import NotAllowed

from .accounts import CLEARING, Account

REVALUED = "revalued"
OWED = (Account.CREDIT, Account.SUSPENSE, Account.RECEIVABLE, Account.REFUNDS)
FOREIGN = tuple(code for code, _name in CURRENCIES if code != HOUSE_CURRENCY)


@dataclass(frozen=True, slots=True)
class Held:
    """What an account holds of a currency on a day: centimes of it, and what they are worth in centimes of dirham."""

    account: Account
    currency: str
    amount: int
    worth: int


def close(year: int, act: Act) -> int:
    """Revalue what is held on the last day of a year, once; how many accounts differed. Raises NotAllowed.

    Refused before the year has ended, and while a movement or a closing rate is unknown (facts D).
    """
    last = date(year, 12, 31)
    if act.today <= last:
        raise NotAllowed(_("%(year)s has not ended.") % {"year": year}, "HD-3.1b")
    pairs = [pair for code in FOREIGN for held in holdings(code, last) for pair in _pair(held, last, act)]
    try:
        with transaction.atomic():
            if is_closed(year):
                raise _closed_already(year)
            Movement.objects.bulk_create([movement for movement, _worth in pairs])
            Worth.objects.bulk_create([Worth(movement=movement, amount=worth) for movement, worth in pairs])
            facts = {"accounts": len(pairs) // 2, "day": last}
            evidence.record(_books(year), "act", REVALUED, act, "HD-3.1b", **facts)
    except IntegrityError:  # somebody else did it at the same moment
        raise _closed_already(year) from None
    return len(pairs) // 2


def is_closed(year: int) -> bool:
    """Whether a year was revalued, even where nothing differed."""
    return EvidenceRecord.objects.filter(about=_books(year), what=REVALUED).exists()


def _closed_already(year: int) -> NotAllowed:
    return NotAllowed(_("%(year)s is revalued already.") % {"year": year}, "HD-3.1b")


def _books(year: int) -> str:
    return f"books_{year}"


def holdings(currency: str, on: date) -> Iterator[Held]:
    """What each account holds of a currency as a day ends. Raises NotAllowed where a movement has no worth yet."""
    rows = Movement.objects.filter(currency=currency, day__lte=on)
    if rows.filter(worth=None).exists():
        raise NotAllowed(
            _("Movements in %(currency)s wait for their rate.") % {"currency": currency}, "HD-3.1b"
        )
    for account in (*OWED, *CLEARING):
        mine = rows.filter(debit=account) | rows.filter(credit=account)
        signed = [(1 if row.debit == account else -1, row) for row in mine.select_related("worth")]
        if signed:
            amount = sum(sign * row.amount for sign, row in signed)
            yield Held(account, currency, amount, sum(sign * row.worth.amount for sign, row in signed))


def _pair(held: Held, last: date, act: Act) -> Iterator[tuple[Movement, int]]:
    """The difference of an account on the last day, and its opposite on the next; nothing where there is none."""
    rate = book.find(held.currency, last)
    if rate is None:
        words = _("The official rate of %(currency)s on the last day is not known: enter it.")
        raise NotAllowed(words % {"currency": held.currency}, "HD-3.1b")
    more = book.to_home(held.amount, rate) - held.worth
    if not more:
        return
    gain, loss = (
        (Account.GAIN_EXCHANGE, Account.LOSS_EXCHANGE)
        if held.account in CLEARING
        else (Account.LATENT_GAIN, Account.LATENT_LOSS)
    )
    debit, credit = (held.account, gain) if more > 0 else (loss, held.account)
    about = _about(last.year, held.currency)
    for part, (day, sides) in enumerate(((last, (debit, credit)), (last + clock.days(1), (credit, debit)))):
        yield Movement(
            cause=REVALUED, debit=sides[0], credit=sides[1], amount=0, currency=held.currency, part=part,
            about=about, day=day, at=act.now, actor=act.actor,
        ), abs(more)  # fmt: skip


def _about(year: int, currency: str) -> str:
    return f"year_{year}_{currency}"
