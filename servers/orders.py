"""Paid lines taken up: an order makes its server, a renewal prolongs it, a larger size is given. First come first."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing import lines
from billing.models import OrderLine, Payment
from core import clock, evidence, unit_of_work
from core.acts import Act
from core.transitions import NotAllowed

from . import emails
from .flows import AT_A_TURN, servers
from .lifecycle import optioning, resizing
from .models import Image, Server, ServerProduct, Site
from .ordering import OPTION, ORDER, RENEW, RESIZE
from .terms import DELIVERY

TINY = timedelta(microseconds=1)


def pull(act: Act) -> int:
    """Take up a turn of the paid lines of servers; how many. One that fails waits for staff, the others go on."""
    takers = TAKERS | {ORDER: partial(_open, sold=Sold())}
    return lines.take_up("server.", takers, "SRV-3.2", act, together=(ORDER,), turn=AT_A_TURN)


class Sold:
    """Configurations, sites and systems by their codes, each read once for the lines of one turn."""

    def __init__(self) -> None:
        self.read: dict[tuple[Any, str], Any] = {}

    def of(self, model: Any, code: str) -> Any:
        if (model, code) not in self.read:
            self.read[model, code] = model.objects.get(code=code)
        return self.read[model, code]


def _open(line: OrderLine, act: Act, sold: Sold) -> int:
    """A paid order: its machine is prepared at once, or after the days in which a consumer may withdraw (C-21)."""
    if not lines.take(line, act):
        return 0
    server = opened(line, act, sold)
    unit_of_work.add(server)
    evidence.record(server.public_id, "act", "paid", act, server.product.promise_clause, line=line.public_id,
                    paid=server.paid_at, value_date=server.value_date, promised=server.promised_at,
                    sold=server.pinned)  # fmt: skip
    if server.withdrawal == Server.Withdrawal.KEPT:
        emails.withdrawal_open(server, act)
    return 1


def opened(line: OrderLine, act: Act, sold: Sold) -> Server:
    """The server of a paid line, not yet saved. Its clock starts when the payment is confirmed (C-26)."""
    said = line.options
    ordered_at = line.order.confirmed_at if line.order and line.order.confirmed_at else act.now
    kept = said["withdrawal"] == Server.Withdrawal.KEPT
    last_day = clock.local_date(ordered_at) + DELIVERY.withdrawal
    starts_at = max(line.paid_at, clock.opening(last_day + clock.days(1))) if kept else line.paid_at
    copied = ("hostname", "cycle", "management", "backup_by", "backup_gb", "extra_ipv4", "cpanel", "ssh_keys",
              "withdrawal", "pinned")  # fmt: skip
    server = Server(
        customer=line.customer, product=sold.of(ServerProduct, said["product"]),
        site=sold.of(Site, said["site"]), image=sold.of(Image, said["image"]),
        line=line.public_id, ordered_at=ordered_at, paid_at=line.paid_at, value_date=_value_date(line),
        starts_at=starts_at, call_at=starts_at, acted_through=line.paid_at - TINY,
        **{name: said[name] for name in copied},
    )  # fmt: skip
    server.reschedule()
    return server


def _value_date(line: OrderLine) -> date | None:
    """The bank's day of the payment, kept beside the instant of its confirmation (C-26)."""
    paid = Payment.objects.filter(allocations__proforma=line.proforma_id)
    return (
        paid.order_by("-confirmed_at").values_list("value_date", flat=True).first()
        if line.proforma_id
        else None
    )


def _renew(line: OrderLine, act: Act) -> int:
    return _move(line, act, "renew")


def _resize(line: OrderLine, act: Act) -> int:
    return _move(line, act, "take_resize")


def _option(line: OrderLine, act: Act) -> int:
    return _move(line, act, "take_options")


def _move(line: OrderLine, act: Act, verb: str) -> int:
    """Renew, make larger, add an option; a server that cannot take it any more gets the money credited and says so."""
    server = Server.objects.select_related(*Server.schedule_related).get(public_id=line.about)
    if not lines.take(line, act):
        return 0
    try:
        servers.verbs[verb](server, act, line=line)
    except NotAllowed:
        lines.credit_line(line, act, _("the server can no longer take it"))
        emails.too_late(server, act, line)
    return 1


assert optioning  # importing them declares the verbs
assert resizing
TAKERS = {RENEW: _renew, RESIZE: _resize, OPTION: _option}
