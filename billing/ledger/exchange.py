"""Exchange: what movements in foreign currency are worth in dirhams, and the differences that settling them leaves.

A movement is worth what the official rate of its day makes of it, one of a tax document what the document says (facts
D). Where an account holds nothing of a thing any more in its currency, what is left of it in dirhams was gained or
lost by exchange: it is booked as a movement of no centimes that has a worth.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from billing.models import CreditNote, ExchangeRate, Invoice, Movement, Settlement, Worth
from billing.prices import HOUSE_CURRENCY
from billing.rates import book
from core.acts import Act

from .accounts import CLEARING, Account

DIFFERENCE = "exchange"
SETTLED = (Account.ADVANCES, Account.CREDIT, Account.SUSPENSE, Account.RECEIVABLE, Account.REFUNDS, *CLEARING)
TOGETHER = 1_000  # movements that are valued in one transaction
Cell = tuple[str, str, str]  # an account, what it is of there, and the currency


def value(act: Act) -> int:
    """Value what has no worth yet and whose rate is known, with the differences that it settles; how many were valued.

    Two clocks at once do it once: the later one finds it done and leaves it.
    """
    valued, after = 0, 0
    while True:
        waiting = list(_waiting().filter(pk__gt=after).order_by("pk")[:TOGETHER])
        if not waiting:
            return valued
        try:
            with transaction.atomic():
                valued += _value(waiting, act)
        except IntegrityError:
            return valued
        after = waiting[-1].pk


def _waiting():
    rows = Movement.objects.filter(worth=None).exclude(currency=HOUSE_CURRENCY)
    return rows.select_related("taking__settlement")


def _value(rows: list[Movement], act: Act) -> int:
    rates = _rates(rows)
    worths = _by_the_bank(rows) + [
        Worth(movement=row, amount=book.to_home(row.amount, rate), rate=rate.written)
        for row in rows if (rate := rates.get(row.pk)) and not _exchanged(row)
    ]  # fmt: skip
    Worth.objects.bulk_create(worths)
    touched = {cell for cell, _row in _cells(worth.movement for worth in worths)}
    for cell in sorted(touched):
        _settle(cell, act)
    return len(worths)


def _by_the_bank(rows: list[Movement]) -> list[Worth]:
    """Takings that the bank has exchanged are worth what it gave for them."""
    mine = [row for row in rows if _exchanged(row)]
    settled = Settlement.objects.filter(public_id__in={row.about for row in mine})
    given = dict(settled.values_list("public_id", "line__amount"))
    return [
        Worth(movement=row, amount=abs(given[row.about]), rate=f"{Decimal(abs(given[row.about])) / row.amount:.4f}")
        for row in mine
    ]  # fmt: skip


def _exchanged(row: Movement) -> bool:
    return Account.CONVERSION in (row.debit, row.credit)


# --- rates ----------------------------------------------------------------------------------------------
def _rates(rows: list[Movement]) -> dict[int, ExchangeRate]:
    """The rate of each movement, by its key: what its document has pinned, else that of its day."""
    pinned = _pinned({row.about for row in rows if row.cause in ("invoiced", "credited")})
    found: dict[tuple[str, Any], ExchangeRate | None] = {}
    said: dict[int, ExchangeRate] = {}
    for row in rows:
        key = (row.currency, row.day)
        if row.about not in pinned and key not in found:
            found[key] = book.find(*key) or _next(*key)
        if rate := pinned.get(row.about) or found.get(key):
            said[row.pk] = rate
    return said


def _pinned(abouts: set[str]) -> dict[str, ExchangeRate]:
    rates = {}
    for model in (Invoice, CreditNote):
        rows = model.objects.filter(public_id__in=abouts)
        for about, currency, content in rows.values_list("public_id", "currency", "content__exchange"):
            if content:
                rates[about] = book.pinned(content, currency)
    return rates


def _next(currency: str, day) -> ExchangeRate | None:
    """Where none was published in time, the first one that was."""
    return ExchangeRate.objects.filter(currency=currency, day__gt=day).order_by("day").first()


# --- what is settled ------------------------------------------------------------------------------------
def _cells(rows: Iterable[Movement]) -> Iterator[tuple[Cell, Movement]]:
    """What is held of which thing on the accounts that movements touch: a pair for each account."""
    rows = list(rows)
    numbers = _proformas({row.document for row in rows})
    for row in rows:
        taking = getattr(row, "taking", None)
        for account in {row.debit, row.credit} & set(SETTLED):
            about = row.about
            if account == Account.ADVANCES:
                about = numbers.get(row.document, row.document)
            elif account == Account.CREDIT:
                about = str(row.customer_id)
            elif account in CLEARING and taking:
                about = taking.settlement.public_id
            yield (account, about, row.currency), row


def _proformas(documents: set[str]) -> dict[str, str]:
    """The proforma's number of each invoice among these documents."""
    return dict(Invoice.objects.filter(number__in=documents).values_list("number", "proforma__number"))


def _of(cell: Cell) -> Q:
    """The movements of a cell."""
    account, about, currency = cell
    which = (Q(debit=account) | Q(credit=account)) & Q(currency=currency)
    if account == Account.ADVANCES:
        invoices = Invoice.objects.filter(proforma__number=about).values("number")
        return which & (Q(document=about) | Q(document__in=invoices))
    if account == Account.CREDIT:
        return which & Q(customer=int(about))
    if account in CLEARING:
        return which & (Q(about=about, taking=None) | Q(taking__settlement__public_id=about))
    return which & Q(about=about)


def _settle(cell: Cell, act: Act) -> None:
    """Book the difference of what is settled in its currency; nothing while a movement of it has no worth."""
    account, about, currency = cell
    rows = list(Movement.objects.filter(_of(cell)).select_related("worth").order_by("pk"))
    if not (left := _left(account, rows)):
        return
    sides = (account, Account.GAIN_EXCHANGE) if left < 0 else (Account.LOSS_EXCHANGE, account)
    last = rows[-1]
    told = last.about if account in (Account.ADVANCES, Account.CREDIT) else about
    made = Movement(
        cause=DIFFERENCE, debit=sides[0], credit=sides[1], amount=0, currency=currency, part=last.pk, about=told,
        customer_id=last.customer_id, document=last.document, day=last.day, at=act.now, actor=act.actor,
    )  # fmt: skip
    Movement.objects.bulk_create([made])
    Worth.objects.bulk_create([Worth(movement=made, amount=abs(left))])


def _left(account: str, rows: Iterable[Movement]) -> int:
    """What is left in dirhams of what is settled in its currency, debits less credits; 0 where it is not."""
    held, worth = 0, 0
    for row in rows:
        if not hasattr(row, "worth"):
            return 0
        sign = 1 if row.debit == account else -1
        held, worth = held + sign * row.amount, worth + sign * row.worth.amount
    return 0 if held else worth


def unsettled() -> Iterator[tuple[Cell, int]]:
    """What is settled in its currency and valued, but not in dirhams: the audit finds none."""
    foreign = Movement.objects.exclude(currency=HOUSE_CURRENCY).exclude(cause="revalued")
    held: dict[Cell, list[Movement]] = defaultdict(list)
    for cell, row in _cells(foreign.select_related("worth", "taking__settlement")):
        held[cell].append(row)
    for cell, rows in sorted(held.items()):
        if left := _left(cell[0], rows):
            yield cell, left
