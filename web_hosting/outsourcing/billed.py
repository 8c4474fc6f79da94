"""Paid lines of outsourcing taken up: a new contract, its next month, an accepted estimate."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from billing import lines
from billing.models import OrderLine
from core import clock, evidence
from core.acts import Act
from core.transitions import claim

from . import contracts, missions
from .models import MissionQuote, OnboardingStep, OutsourcingContract

ORDER, RENEW, MISSION = contracts.ORDER, contracts.RENEW, missions.MISSION
TINY = timedelta(microseconds=1)


def open_contract(line: OrderLine, act: Act) -> int:
    """A paid contract starts the day it is taken up (C-12): its checklist is made."""
    if not lines.take(line, act):
        return 0
    signed = line.order.confirmed_at if line.order and line.order.confirmed_at else act.now
    start = max(act.today, clock.local_date(signed))
    contract = OutsourcingContract(
        customer=line.customer, about=line.options["about"], label=line.options["label"], line=line.public_id,
        ordered_line=line.public_id, signed_at=signed, started_on=start, period_from=start,
        paid_through=clock.months_later(start, 1), acted_through=act.now - TINY,
    )  # fmt: skip
    contract.reschedule()
    contract.save()
    OnboardingStep.objects.bulk_create(
        OnboardingStep(contract=contract, kind=kind) for kind in OnboardingStep.Kind.values
    )
    lines.finish(line, OrderLine.Outcome.DONE, act)
    evidence.record(contract.public_id, "act", "paid", act, "HD-2.3.2(1)", line=line.public_id)
    contracts.begin(contract, act)
    return 1


def renew_contract(line: OrderLine, act: Act) -> int:
    """The next month, or its credit where the contract has ended."""
    contract = OutsourcingContract.objects.select_related("customer").get(public_id=line.about)
    claim(contract)
    if not lines.take(line, act):
        return 0
    if contract.state != "active" or line.period_from != contract.paid_through:
        lines.credit_line(line, act, _("this month can no longer be renewed"))
        return 1
    contracts.take_renewal(contract, act, line=line)
    lines.finish(line, OrderLine.Outcome.DONE, act)
    return 1


def begin_mission(line: OrderLine, act: Act) -> int:
    """A paid estimate: the work may begin."""
    quote = MissionQuote.objects.select_related("mission__customer", "customer").get(public_id=line.about)
    claim(quote)
    if not lines.take(line, act):
        return 0
    if quote.state != "accepted":
        lines.credit_line(line, act, _("the estimate is no longer open"))
        return 1
    missions.be_paid(quote, act, line=line)
    missions.go_on(quote.mission, act)
    return 1
