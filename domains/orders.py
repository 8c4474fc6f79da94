"""Paid lines taken up: a registration makes the name, a renewal or a buy-back moves it. First come, first served."""

from django.db import transaction

from billing import lines
from billing.models import OrderLine
from core import workdays
from core.acts import Act
from core.transitions import NotAllowed

from . import emails, prices, renewals
from .lifecycle import flow
from .models import Domain, Extension
from .terms import GTLD

BUSY = {"registering", "renewing", "restoring", "deleting", "cancelling"}  # an answer is awaited: later


def pull(act: Act) -> int:
    """Take up the paid lines of domain names; returns how many. Billing only knocks."""
    taken = 0
    with transaction.atomic():
        for line in lines.paid_lines("domain."):
            taken += TAKERS[line.kind](line, act)
    return taken


def _register(line: OrderLine, act: Act) -> int:
    """A paid, complete order: the name is asked from the registry (DN-2.3a)."""
    if not lines.take(line, act):
        return 0
    extension = Extension.objects.get(code=line.options["extension"])
    due = workdays.deadline(act.now, GTLD.validation_working_days, workdays.closed_from(act.today))
    tags = prices.tags(extension, prices.price_list(act.today, [extension.product_code]))
    domain = Domain(
        customer=line.customer,
        name=line.options["name"],
        unicode_name=line.subject,
        extension=extension,
        contacts=line.options["contacts"],
        years=line.quantity,
        ordered_at=line.order.confirmed_at,
        completed_at=act.now,
        validation_due_at=due,
        late_surcharge=line.options.get("late_surcharge", tags.late),
        line=line.public_id,
        call_at=act.now,
        acted_through=act.now,
    )
    domain.reschedule()
    domain.save()
    return 1


def _renew(line: OrderLine, act: Act) -> int:
    return _move(line, act, "begin_renewal")


def _redeem(line: OrderLine, act: Act) -> int:
    return _move(line, act, "begin_restore")


def _move(line: OrderLine, act: Act, verb: str) -> int:
    """Renew or restore; a name that cannot take it any more gets the money credited and says so."""
    domain = Domain.objects.select_related(*Domain.schedule_related).get(public_id=line.about)
    if domain.state in BUSY or not lines.take(line, act):
        return 0
    try:
        flow.verbs[verb](domain, act, line=line)
    except NotAllowed:
        lines.credit_line(line, act, "the name can no longer take it")
        emails.too_late(domain, act, line)
    return 1


TAKERS = {renewals.REGISTER: _register, renewals.RENEW: _renew, renewals.REDEEM: _redeem}
