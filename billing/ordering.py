"""Ordering: from a cart, twice confirmed, to its proforma; and proposals that only a payment carries out.

The number is taken last: proposals are numbered as their batch is written, an order's proforma as the
confirmation's last act. Nothing renews tacitly (HD-6.2).
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.accuracy import closing
from contracts import acceptances
from core import clock, unit_of_work
from core.acts import Act
from core.tasks import knock
from core.transitions import NotAllowed, claim

from . import cart, contents, lifecycle
from .gateways import transfer
from .lines import NewLine, built, codes
from .models import Order, OrderLine, Proforma
from .prices import PriceList, price_list
from .promotions import codes as promotions
from .promotions import offers
from .references import new_reference
from .terms import BILLING

TINY = timedelta(microseconds=1)


class PricesChanged(NotAllowed):
    """A price has changed since the customer read the review page."""


def documents(lines: Iterable[OrderLine], on: date) -> list:
    """The document versions that these lines ask to accept (guard 1)."""
    lines = list(lines)
    scopes = {scope for line in lines for scope in line.scopes}
    return acceptances.applicable(scopes, {line.operation for line in lines}, on)


def confirm(
    order: Order,
    act: Act,
    user,
    accepted_version_ids: Collection[str],
    *,
    seen_ttc: int,
    user_agent: str = "",
) -> Proforma:
    """The second confirmation of a reviewed cart. Twice is once: a second click finds the same proforma."""
    with transaction.atomic():
        claim(order)
        if order.state != Order.State.CART and hasattr(order, "proforma"):
            return order.proforma
        closing.demand_open(order.customer)
        lines = _pinned(order, act, seen_ttc)
        promotions.use(order, lines, act)
        versions = documents(lines, act.today)
        acceptances.accept(
            order.customer, user, versions, order.public_id, act.now, act.ip, user_agent,
            accepted_ids=accepted_version_ids,
        )  # fmt: skip
        with unit_of_work.gathered():
            lifecycle.confirm(order, act, user=user, language=order.customer.language)
            until = clock.at_local(act.today + BILLING.order_payable + clock.days(1)) - TINY
            facts: dict[str, Any] = {
                "due_on": act.today + BILLING.order_payable,
                "payable_until": until,
                "order": order,
            }
            proforma = _draft(order.customer, lines, act, origin=Proforma.Origin.ORDER, **facts)
        OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(proforma=proforma)
        _number(proforma, act)
        knock()
    return proforma


def propose(
    customer, lines: Iterable[NewLine], act: Act, *, due_on: date, payable_until: datetime,
    origin: str = Proforma.Origin.RENEWAL, prices: PriceList | None = None, at_once: bool = False,
) -> Proforma:  # fmt: skip
    """A proforma for what the customer has already: he pays it or nothing happens (HD-6.2).

    `at_once` numbers it now (the customer waits for it). In a worker's batch the rows are written and numbered
    with the batch (`together`); what costs nothing is a draft that the worker numbers.
    """
    lines = list(lines)
    prices = prices or price_list(act.today, codes(lines), customer.currency)
    with _written(at_once), translation.override(customer.language):
        rows = [row for line in lines for row in built(line, prices, customer=customer)]
        offers.reduce(customer, rows, prices)
        facts: dict[str, Any] = {"due_on": due_on, "payable_until": payable_until, "together": not at_once}
        proforma = _draft(customer, rows, act, origin=origin, **facts)
        for position, row in enumerate(rows):
            row.proforma, row.position = proforma, position
            unit_of_work.add(row)
        if at_once:
            _number(proforma, act)
        knock()
    return proforma


def open_proposals(about: str):
    """The unpaid proposals about a thing, newest first."""
    mine = Proforma.objects.filter(lines__about=about, state__in=Proforma.UNPAID, order=None)
    return mine.select_related("customer").distinct().order_by("-issued_at")


def open_proposal(about: str, kind: str = "") -> Proforma | None:
    """The newest unpaid proposal about a thing (for one kind of line)."""
    return open_proposals(about).filter(Q(lines__kind=kind) if kind else Q()).first()


def share_proposals(things: Iterable, kind: str = "") -> None:
    """Read once for a batch of things which have an unpaid proposal (of a kind); `shared_proposal` then knows."""
    things = list(things)
    found: dict[str, str] = {}
    rows = Proforma.objects.filter(
        lines__about__in=[thing.public_id for thing in things], state__in=Proforma.UNPAID, order=None,
        **({"lines__kind": kind} if kind else {}),
    )  # fmt: skip
    for about, public_id in rows.order_by("issued_at").values_list("lines__about", "public_id"):
        found[about] = public_id  # the newest wins
    for thing in things:
        thing._proposal = found.get(thing.public_id, "")


def shared_proposal(thing, kind: str = "") -> str:
    """The newest unpaid proposal (of a kind) about a thing, as its batch knows it or asked: its public id, or empty."""
    shared = vars(thing).pop("_proposal", None)  # once: the answer may change it
    if shared is not None:
        return shared
    found = open_proposal(thing.public_id, kind)
    return found.public_id if found else ""


def void_open_proposals(about: str, act: Act, reason: str | Promise) -> int:
    """Take back what is no longer true of a thing; others on the same proforma are proposed anew."""
    found = list(open_proposals(about))
    for proforma in found:
        lifecycle.void(proforma, act.because(str(reason)))
        others = OrderLine.objects.filter(proforma=proforma, attached_to=None).exclude(about=about)
        others = others.prefetch_related("parts__product").select_related("product")
        if kept := [_as_new(line) for line in others]:
            same = {"due_on": proforma.due_on, "payable_until": proforma.payable_until}
            propose(proforma.customer, kept, act, origin=proforma.origin, **same)
    return len(found)


def accepted(order: Order) -> list:
    """What was accepted with the order, in order of precedence."""
    return acceptances.accepted_about(order.public_id)


def cancel(order: Order, act: Act) -> None:
    """The customer gives up an order that is not paid: its proforma is void, nothing is owed."""
    lifecycle.void(order.proforma, act)


# --- inside -------------------------------------------------------------------------------------------
def _pinned(order: Order, act: Act, seen_ttc: int) -> list[OrderLine]:
    """The cart's lines at today's prices, with all prices shown for each product (C-03)."""
    lines, prices = cart.priced(order, act.today)
    if not lines:
        raise NotAllowed(_("The cart is empty: add something first."))
    if cart.sums(lines).ttc != seen_ttc:
        raise PricesChanged(
            _("A price has changed since you opened this page: look at the new total and confirm again."),
            "HD-3.1a",
        )
    for line in lines:
        line.options["prices"] = prices.operations(line.product.code)
    OrderLine.objects.bulk_update(lines, ["unit_ht", "vat_rate", "discount", "options"])
    return lines


def _written(at_once: bool):
    """Rows go with their batch, unless the number is taken at once: then each goes by itself."""
    return transaction.atomic() if at_once else unit_of_work.own()


def _draft(
    customer, lines: list[OrderLine], act: Act, *, origin: str, together: bool = False, **facts
) -> Proforma:
    """The unnumbered proforma of these lines, written with the current unit, numbered then if `together`."""
    sums = cart.sums(lines)
    reference, language = new_reference(act.today), customer.language
    order = facts.get("order")
    content = contents.body(
        lines, customer, language, customer.currency, due_on=facts["due_on"].isoformat(), reference=reference,
        order=str(order) if order else "", bank_accounts=transfer.printed(customer.currency),
        notes=[contents.renewal_note(language)],
    )  # fmt: skip
    state = Proforma.State.ISSUED if together and sums.ttc else Proforma.State.DRAFT
    proforma = Proforma(
        customer=customer, state=state, origin=origin, payment_reference=reference,
        language=language, currency=customer.currency, content=content, issued_at=act.now,
        acted_through=act.now - TINY, total_ht=sums.ht, total_vat=sums.vat, total_ttc=sums.ttc, **facts,
    )  # fmt: skip
    proforma.issued_by = act
    proforma.reschedule()
    unit_of_work.add(proforma)
    return proforma


def _number(proforma: Proforma, act: Act) -> None:
    """Issue it; what costs nothing needs no payment and is paid by the customer's confirmation."""
    lifecycle.issue(proforma, act)
    if not proforma.total_ttc:
        lifecycle.pay(proforma, act, amount=0)


def _as_new(line: OrderLine) -> NewLine:
    names = ("kind", "subject", "operation", "description", "quantity", "about", "unit_ht", "discount")
    return NewLine(
        product=line.product.code,
        period_from=line.period_from,
        period_to=line.period_to,
        scopes=tuple(line.scopes),
        options=line.options,
        parts=tuple(_as_new(part) for part in line.parts.all()),
        **{name: getattr(line, name) for name in names},
    )
