"""A change of plan: paid first when it costs more, credited when less, refused when it does not fit (HD-5.2)."""

from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import invoicing, lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine
from core import clock, display, evidence
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.ports import PortRefused
from core.transitions import NotAllowed, claim
from web_hosting import emails, prices
from web_hosting.flows import accounts
from web_hosting.flows import changes as flow
from web_hosting.lifecycle import calls, renewing
from web_hosting.models import HostingAccount, HostingPlan, PlanChange
from web_hosting.ordering import CHANGE
from web_hosting.prices import operation
from web_hosting.schedule import proposal_lead
from web_hosting.terms import HANDLING

from . import fitting, pro_rata


@transaction.atomic
def ask(account: HostingAccount, act: Act, plan: HostingPlan) -> PlanChange:
    """The customer wants another plan. Raises NotAllowed."""
    claim(account)
    check(account, plan)
    if too_small := fitting.refusals(account, plan):
        raise NotAllowed(" ".join(too_small), "HD-5.2")
    change = quoted(account, plan, act)
    if change.to_credit_ht and _creditable(account, change.to_credit_ht) is None:
        words = _(
            "What is left of your payment cannot be credited in part: choose the smaller plan for the end of the paid"
            " period, %(day)s."
        )
        raise NotAllowed(words % {"day": display.day(account.paid_through)}, "HD-5.2")
    if change.to_pay_ht:
        _propose(change, act)
    change.reschedule()
    change.save()
    evidence.record(account.public_id, "act", "change_asked", act, "HD-5.2", to=plan.code, old=change.old_ht,
                    new=change.new_ht, days=[change.days_left, change.days_in_period])  # fmt: skip
    if not change.to_pay_ht:
        apply(change, act)
    return change


def quoted(account: HostingAccount, plan: HostingPlan, act: Act, **facts: Any) -> PlanChange:
    """What the change would cost or give back today; not saved. `facts` replace what is usual."""
    tariff = prices.of(plan, act.today, account.customer.currency)
    if account.cycle not in tariff:
        words = _("%(plan)s is not sold for this period in your currency.") % {"plan": plan}
        raise NotAllowed(words, "HD-3.1a")
    whole = tariff[account.cycle].ht
    rest = pro_rata.between(account.period_ht, whole, account.period_from, account.paid_through, act.today)
    usual: dict[str, Any] = {
        "days_left": rest.days_left, "days_in_period": rest.days_in_period, "old_ht": rest.old_ht,
        "new_ht": rest.new_ht, "period_ht": whole, "acted_through": act.now,
    }  # fmt: skip
    return PlanChange(customer_id=account.customer_id, account=account, old=account.plan, new=plan, asked_at=act.now,
                      asked_by=act.actor, **{**usual, **facts})  # fmt: skip


def check(account: HostingAccount, plan: HostingPlan) -> None:
    """Whether the plan of a space can be changed at all. Raises NotAllowed."""
    if account.state != "active":
        words = _("%(thing)s is %(state)s: its plan can be changed when it is active.")
        raise NotAllowed(words % {"thing": account, "state": account.get_state_display()}, "HD-5.2")
    if plan.pk == account.plan_id or plan.group != account.plan.group or not plan.enabled:
        raise NotAllowed(_("Choose another plan of the same kind."), "HD-5.2")
    if account.changes.filter(state__in=PlanChange.UNDER_WAY).exists():
        raise NotAllowed(_("A change of plan is under way already: pay it, or withdraw it first."), "HD-5.2")


def _propose(change: PlanChange, act: Act) -> None:
    account = change.account
    change.payable_until = min(
        act.now + HANDLING.proposal_payable, clock.opening(account.paid_through + clock.days(1))
    )
    line = NewLine(
        CHANGE, f"{change.new.name} – {account.readable_domain}", change.new.product_code, operation(account.cycle),
        format_lazy(gettext_lazy("Change to {plan} for the rest of the period"), plan=change.new.name),
        about=change.public_id, unit_ht=change.new_ht, discount=change.old_ht, period_from=act.today,
        period_to=account.paid_through, options={"clause": "HD-5.2"},
    )  # fmt: skip
    proforma = ordering.propose(account.customer, [line], act, due_on=act.today, origin="request",
                                payable_until=change.payable_until, at_once=True)  # fmt: skip
    change.proposal = proforma.public_id


def take(line: OrderLine, act: Act) -> int:
    """A paid change taken up; one that can no longer be carried out is credited."""
    change = PlanChange.objects.select_related(*PlanChange.schedule_related).get(public_id=line.about)
    claim(change)
    if not lines.take(line, act):
        return 0
    change.account.refresh_from_db()
    if change.state != "to_pay" or change.account.state != "active":
        lines.credit_line(line, act, gettext_lazy("the change of plan can no longer be carried out"))
        emails.credited(change.account, act, _("the change of plan can no longer be carried out"))
        if change.state == "to_pay":
            fail(change, act)
        return 1
    apply(change, act, line=line.public_id)
    return 1


# --- verbs ------------------------------------------------------------------------------------------------
@flow.verb(source="to_pay", target="applying", clause="HD-5.2")
def apply(change: PlanChange, act: Act, line: str = "") -> None:
    """Paid, or nothing to pay: the panel gives the space its new plan."""
    change.line = line
    begin_change(change.account, act, plan=change.new)


@flow.verb(source="applying", target="done", clause="HD-5.2")
def done(change: PlanChange, act: Act) -> None:
    """The panel has done it: the rest of a larger plan is credited now."""
    change.done_at = act.now
    if change.line:
        lines.finish(OrderLine.objects.get(public_id=change.line), OrderLine.Outcome.DONE, act)
    if change.to_credit_ht and (line := _creditable(change.account, change.to_credit_ht)):
        reason = format_lazy(gettext_lazy("Change to {plan}: rest of the larger plan"), plan=change.new.name)
        change.credit_note = invoicing.credit_amount(line, change.to_credit_ht, act, reason)


@flow.verb(source=["to_pay", "applying"], target="failed", clause="HD-5.2")
def fail(change: PlanChange, act: Act) -> None:
    """The panel refuses, or the space is no longer active: what was paid is credited."""
    if change.line:
        line = OrderLine.objects.get(public_id=change.line)
        lines.credit_line(line, act, gettext_lazy("the change of plan could not be carried out"))


@flow.verb(source="to_pay", target="lapsed", clause="HD-6.2")
def lapse(change: PlanChange, act: Act) -> None:
    """Not paid in time, or given up: the plan stays as it is and nothing is owed."""
    ordering.void_open_proposals(change.public_id, act, gettext_lazy("the change of plan has lapsed"))


@accounts.verb(source="active", target="changing", clause="HD-5.2")
def begin_change(account: HostingAccount, act: Act, plan: HostingPlan) -> None:
    """The panel is asked for another plan."""
    account.wanted_plan = plan
    call_now(account, act)


@accounts.verb(source="changing", target="active", clause="HD-5.2")
def be_changed(account: HostingAccount, act: Act, answer: None) -> None:
    """The space has its new plan; a renewal that was proposed at the old price is proposed anew."""
    settle_call(account)
    change = account.changes.get(state="applying")
    change.account = account
    account.plan, account.wanted_plan = change.new, None
    account.alerted = {}
    if not change.starts_on:  # a planned one has begun with a period that was paid at its own price
        account.period_ht = change.period_ht
    done(change, act)
    if ordering.void_open_proposals(account.public_id, act, gettext_lazy("the plan has changed")):
        account.proposal = ""
        if act.today >= account.paid_through - proposal_lead(account.cycle):
            renewing.propose_renewal.body(account, act)
    emails.tell(account, act, "plan_changed", "HD-5.2", change.public_id, old=change.old.name,
                credited=change.to_credit_ht, paid_through=account.paid_through)  # fmt: skip


@accounts.verb(source="changing", target="active", clause="HD-5.2")
def not_changed(account: HostingAccount, act: Act, refusal: PortRefused) -> None:
    """The panel refuses: the old plan stays, what was paid is credited, staff look."""
    settle_call(account)
    account.wanted_plan = None
    change = account.changes.get(state="applying")
    fail(change, act)
    tell_staff(
        account, act, "hosting_panel", gettext_lazy("its plan could not be changed"), "HD-5.2", str(refusal)
    )
    emails.tell(account, act, "change_failed", "HD-5.2", change.public_id, wanted=change.new.name,
                paid=bool(change.line))  # fmt: skip


def _creditable(account: HostingAccount, ht: int) -> OrderLine | None:
    """A paid line of the running period from which so much can be credited; each one once."""
    since = account.changes.filter(state="done", asked_at__gte=clock.opening(account.period_from))
    ids = {account.line, *since.values_list("line", flat=True)} - {""}
    found = OrderLine.objects.filter(public_id__in=ids, credit_note=None, paid_at__isnull=False)
    return next((line for line in found.select_related("proforma").order_by("-pk") if line.ht >= ht), None)


calls.change_call(be_changed, not_changed)
