"""Another plan from the next period on: nothing is paid or credited for the days that are left (HD-5.2, HD-6.2)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import ordering
from core import clock, evidence
from core.acts import Act
from core.answering import tell_staff
from core.transitions import NotAllowed, amend, claim
from web_hosting import emails
from web_hosting.flows import changes as flow
from web_hosting.lifecycle import renewing
from web_hosting.models import HostingAccount, HostingPlan, PlanChange
from web_hosting.schedule import proposal_lead

from . import changing, fitting

TINY = timedelta(microseconds=1)


@transaction.atomic
def plan_ahead(account: HostingAccount, act: Act, plan: HostingPlan) -> PlanChange:
    """The customer wants another plan from the end of the paid period on. Raises NotAllowed."""
    claim(account)
    changing.check(account, plan)
    change = changing.quoted(
        account, plan, act, state="planned", days_left=0, old_ht=0, new_ht=0, starts_on=account.paid_through,
        starts_at=clock.opening(account.paid_through + clock.days(1)), acted_through=act.now - TINY,
    )  # fmt: skip
    change.reschedule()
    change.save()
    evidence.record(
        account.public_id, "act", "change_planned", act, "HD-5.2", to=plan.code, at=change.starts_at
    )
    _renewal_anew(account, act)
    return change


@flow.verb(source="planned", target="applying", clause="HD-5.2")
def begin_planned(change: PlanChange, act: Act) -> str:
    """The next period has begun: paid, it begins with the new plan; otherwise it waits for the payment another day."""
    account = change.account
    if account.state not in HostingAccount.RUNNING:
        return "lapsed"
    if account.state != "active" or account.paid_through <= change.starts_on:
        change.starts_at = clock.tomorrow_of(act.now, 1)
        return "planned"
    if too_small := fitting.refusals(account, change.new):
        words = gettext_lazy("it uses more than its next plan allows")
        tell_staff(account, act, "hosting_panel", words, "HD-5.2", " ".join(too_small))
        emails.tell(
            account, act, "change_failed", "HD-5.2", change.public_id, wanted=change.new.name, paid=False
        )
        return "failed"
    changing.begin_change(account, act, plan=change.new)
    return "applying"


@transaction.atomic
def take_back(change: PlanChange, act: Act) -> None:
    """The customer keeps his plan, also for the renewal that was proposed. Raises NotAllowed."""
    withdraw(change, act)
    if change.starts_on:
        _renewal_anew(change.account, act)


@flow.verb(source=["planned", "to_pay"], target="lapsed", clause="HD-5.2", label=gettext_lazy("withdraw"))
def withdraw(change: PlanChange, act: Act) -> None:
    """Nothing has changed and nothing is owed."""
    if change.starts_on and change.account.paid_through > change.starts_on:
        words = _(
            "The next period is paid at the price of %(plan)s: change the plan again once it has begun."
        )
        raise NotAllowed(words % {"plan": change.new}, "HD-5.2")
    ordering.void_open_proposals(change.public_id, act, gettext_lazy("the change of plan was withdrawn"))


def _renewal_anew(account: HostingAccount, act: Act) -> None:
    """A renewal that was proposed at the other plan's price is void; where it is time for one it is proposed anew."""
    if not ordering.void_open_proposals(account.public_id, act, gettext_lazy("the next plan has changed")):
        return
    amend(account, act, "renewal_voided", "HD-5.2", proposal="")
    if act.today >= account.paid_through - proposal_lead(account.cycle):
        renewing.propose_renewal(account, act)
