"""Lines: what a product hands to billing, and how it takes up what has been paid.

A product adds `NewLine`s to a cart or a proposal. Later it pulls its paid lines (`take_up`), takes each one, does its
work and finishes it, or has it credited (DN-2.2b). Billing never calls a product but with what that hands it.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import evidence, unit_of_work
from core.acts import Act
from core.attention import raise_attention
from core.transitions import held

from . import invoicing, taxes
from .lifecycle import fulfil
from .models import CreditNote, Order, OrderLine, Payment
from .prices import PriceList

log = logging.getLogger(__name__)
Taker = Callable[[OrderLine, Act], int]  # does a paid line's work under its lock; how many were taken up


@dataclass(frozen=True)
class NewLine:
    """A line to be: `kind` says who takes it up, `subject` what it is about in people's words.

    unit_ht   None takes the price in force; a number is a price pinned earlier (C-03)
    scopes    whose documents must be accepted (contracts)
    parts     lines that follow this one, such as a late surcharge
    """

    kind: str
    subject: str
    product: str
    operation: str
    description: str | Promise
    quantity: int = 1
    about: str = ""
    unit_ht: int | None = None
    discount: int = 0
    period_from: date | None = None
    period_to: date | None = None
    scopes: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    parts: tuple["NewLine", ...] = ()


def built(new: NewLine, prices: PriceList, **home: Any) -> Iterator[OrderLine]:
    """The unsaved rows of a line and its parts, priced; `home` is the customer, the order or the proforma."""
    unit = prices.get(new.product, new.operation) if new.unit_ht is None else new.unit_ht
    product = prices.product(new.product)
    kept = prices.converted(new.product, new.operation) if new.unit_ht is None else {}
    copied = ("kind", "subject", "operation", "quantity", "about", "discount")
    line = OrderLine(
        product=product,
        vat_rate=taxes.rate(product, home["customer"], prices.currency),
        unit_ht=unit,
        description=str(new.description),
        period_from=new.period_from,
        period_to=new.period_to,
        scopes=list(new.scopes),
        options=new.options | kept,
        **{name: getattr(new, name) for name in copied},
        **home,
    )
    yield line
    for part in new.parts:
        yield from built(part, prices, **home | {"attached_to": line})


def codes(news: Iterable[NewLine]) -> set[str]:
    """The products that these lines and their parts name."""
    return {code for new in news for code in ({new.product} | codes(new.parts))}


# --- what a product uses ------------------------------------------------------------------------------
def take_up(
    kind_prefix: str, takers: Mapping[str, Taker], clause: str, act: Act, together: Collection[str] = (),
    turn: int = 0,
) -> int:  # fmt: skip
    """Take up a product's paid lines, each by its kind's taker in a transaction of its own; how many.

    One that fails waits for staff, with the clause that promised it, and the others go on.
    `turn`: after so many the other rooms have theirs; 0 takes all. Neighbours of a kind in `together` share a
    transaction, up to a turn: for takers that lock nothing but their own line and write no document with a number.
    """
    taken, waiting = 0, list(paid_lines(kind_prefix))
    for some in _turns(waiting, together, turn):
        taken += _taken_together(some, takers, clause, act)
        if turn and taken >= turn:
            break
    return taken


def _turns(waiting: list[OrderLine], together: Collection[str], turn: int) -> Iterator[list[OrderLine]]:
    """One by one; neighbours of a kind in `together` as many as a turn allows."""
    for _kind, neighbours in groupby(waiting, lambda line: line.kind if line.kind in together else line.pk):
        group = list(neighbours)
        step = turn or len(group)
        yield from (group[start : start + step] for start in range(0, len(group), step))


def _taken_together(some: Sequence[OrderLine], takers: Mapping[str, Taker], clause: str, act: Act) -> int:
    """All in one transaction; where one fails, each in its own."""
    if len(some) > 1:
        try:
            with transaction.atomic(), unit_of_work.gathered():
                return sum(takers[line.kind](line, act) for line in claimed(some))
        except Exception:
            log.exception("lines cannot be taken up together: one by one")
    return sum(_taken_up(line, takers, clause, act) for line in some)


def _taken_up(waiting: OrderLine, takers: Mapping[str, Taker], clause: str, act: Act) -> int:
    try:
        with transaction.atomic():
            return sum(takers[line.kind](line, act) for line in claimed([waiting]))
    except Exception as error:
        log.exception("%s cannot be taken up", waiting.public_id)
        title = format_lazy(_("{line} – paid, not begun"), line=waiting)
        raise_attention("paid_lines", f"{waiting.public_id}:taken", waiting.public_id, title,
                        act=act, detail=f"{type(error).__name__}: {error}", clause=clause)  # fmt: skip
        return 0


def waiting_at_all() -> bool:
    """Whether any paid line waits to be taken up: the gate of every product's pull."""
    return OrderLine.objects.to_take().exists()


def paid_lines(kind_prefix: str) -> QuerySet[OrderLine]:
    """Paid lines nobody has taken up, oldest first: first come, first served (DN-2.5)."""
    return OrderLine.objects.to_take().filter(kind__startswith=kind_prefix).order_by("paid_at", "pk")


def claimed(some: Iterable[OrderLine]) -> list[OrderLine]:
    """These lines, locked; without those that somebody else holds or has taken."""
    waiting = OrderLine.objects.to_take().select_for_update(skip_locked=True, of=("self",))
    mine = waiting.select_related("customer", "product", "order").filter(pk__in=[line.pk for line in some])
    return list(mine.order_by("paid_at", "pk"))


def take(line: OrderLine, act: Act) -> bool:
    """Take the line up, with its parts; False if somebody else has."""
    untaken = OrderLine.objects.filter(pk=line.pk, paid_at__isnull=False, taken_at=None)
    if not untaken.update(taken_at=act.now):
        return False
    line.taken_at = act.now
    line.parts.update(taken_at=act.now)
    return True


def finish(line: OrderLine, outcome: str, act: Act) -> None:
    """The product has done (or credited) the line; the last one fulfils the order."""
    open_lines = OrderLine.objects.filter(pk=line.pk, outcome="", taken_at__isnull=False)
    if not open_lines.update(outcome=outcome, finished_at=act.now):
        return
    line.outcome, line.finished_at = outcome, act.now
    line.parts.update(outcome=outcome, finished_at=act.now)
    evidence.record(line.public_id, "act", "finish", act, "HD-3.1c", outcome=outcome, subject=line.subject)
    _fulfil(line, act)


def credit_line(line: OrderLine, act: Act, reason: str | Promise) -> CreditNote | None:
    """The line cannot be done: a credit note, its money on the account, and it is finished (DN-2.2b)."""
    with transaction.atomic():
        free = not line.proforma.total_ttc  # without an invoice there is nothing to undo
        note = None if free else invoicing.credit_lines([line, *line.parts.all()], act, reason)
        line.credit_note = note
        finish(line, OrderLine.Outcome.CREDITED, act)
    return note


def credit_part(
    line: OrderLine, kinds: Collection[str], act: Act, reason: str | Promise
) -> CreditNote | None:
    """Undo a line, carried out or not, and those of its parts that are of these kinds; the others stay (SSL-6.3)."""
    with transaction.atomic():
        mine = OrderLine.objects.filter(Q(pk=line.pk) | Q(attached_to=line, kind__in=kinds))
        undone = list(mine.select_for_update(of=("self",)).select_related("proforma"))
        note = invoicing.credit_lines(undone, act, reason) if line.proforma.total_ttc else None
        finish(line, OrderLine.Outcome.CREDITED, act)
        mine.update(outcome=OrderLine.Outcome.CREDITED, finished_at=act.now)
        line.parts.exclude(pk__in=[part.pk for part in undone]).update(outcome=OrderLine.Outcome.DONE)
    return note


def under_review(about: str) -> bool:
    """Whether the customer says to have paid for this thing and has shown proof (DN-A1-2)."""
    proven = (Payment.State.PROOF_UPLOADED, Payment.State.UNDER_REVIEW)
    shown = Payment.objects.filter(state__in=proven)
    alone, together = Q(proforma__lines__about=about), Q(bundle__proformas__lines__about=about)
    return shown.filter(alone | together).exists()


def waiting(about: str) -> bool:
    """Whether something paid for this thing is still to be taken up."""
    return OrderLine.objects.to_take().filter(about=about).exists()


def _fulfil(line: OrderLine, act: Act) -> None:
    """The order is carried out when its last line is; its row is locked first, so one of two sees the end."""
    order = Order.objects.select_for_update().filter(pk=line.order_id, state=Order.State.PAID).first()
    if order and not order.lines.filter(outcome="").exists():
        fulfil(held(order), act)
