"""The next period: proposed, reminded of, paid; never tacit (HD-6.2)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import dunning, lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine
from billing.prices import NoPrice
from core import clock
from core.acts import Act
from core.answering import tell_staff
from core.transitions import NotAllowed, amend, claim
from web_hosting import emails
from web_hosting.flows import accounts
from web_hosting.models import HostingAccount, HostingPlan
from web_hosting.ordering import RENEW, RENEWAL
from web_hosting.prices import operation
from web_hosting.schedule import RUNNING
from web_hosting.terms import HOSTING

from . import suspending

ALIVE = list(HostingAccount.RUNNING)


@accounts.verb(source=sorted(RUNNING), clause="HD-6.2")
def propose_renewal(account: HostingAccount, act: Act) -> None:
    """The proforma of the next period goes out; nothing renews unless it is paid."""
    try:
        proforma = propose(account, act, account.cycle, origin="renewal")
    except NoPrice as missing:
        tell_staff(account, act, "hosting_renewals", gettext_lazy("the renewal has no price"), "HD-6.2",
                   detail=missing.message)  # fmt: skip
        return
    account.proposal = proforma.public_id
    emails.renewal_proposed(account, act, proforma, next_end(account, account.cycle))


@accounts.verb(source=sorted(RUNNING), clause="HD-6.2")
def remind(account: HostingAccount, act: Act, left: str) -> None:
    """The next period is still not paid."""
    emails.renewal_reminder(account, act, left)


@accounts.verb(source=ALIVE, clause="HD-6.2")
def take_renewal(account: HostingAccount, act: Act, line: OrderLine) -> None:
    """The next period is paid: it follows the one before, and what was suspended for the bill works again."""
    account.cycle = line.options["cycle"]
    account.months_paid += account.cycle
    account.period_from, account.paid_through = line.period_from, line.period_to
    account.period_ht, account.line, account.proposal = line.ht, line.public_id, ""
    account.notice_at, account.notice_channel, account.notice_in_time = None, "", None
    account.listed_at = None
    lines.finish(line, OrderLine.Outcome.DONE, act)
    emails.renewed(account, act)


def take(line: OrderLine, act: Act) -> int:
    """A paid renewal taken up; one that comes too late or twice is credited."""
    account = HostingAccount.objects.select_related(*HostingAccount.schedule_related).get(
        public_id=line.about
    )
    claim(account)
    if not lines.take(line, act):
        return 0
    if not account.renewable or line.period_from != account.paid_through:
        lines.credit_line(line, act, _("this period can no longer be renewed"))
        emails.credited(account, act, _("this period can no longer be renewed"))
        return 1
    take_renewal(account, act, line=line)
    suspending.paid(account, act)
    return 1


@transaction.atomic
def order(account: HostingAccount, act: Act, cycle: int):
    """The customer asks for the next period himself, of the length he chooses. Raises NotAllowed."""
    claim(account)
    if not account.renewable:
        words = _("%(thing)s is %(state)s: its next period cannot be paid now.")
        raise NotAllowed(words % {"thing": account, "state": account.get_state_display()}, "HD-6.2")
    found = ordering.open_proposal(account.public_id, RENEW)
    if found and found.is_open and found.lines.filter(kind=RENEW, options__cycle=cycle).exists():
        return found
    ordering.void_open_proposals(account.public_id, act, gettext_lazy("another period was chosen"))
    proforma = propose(account, act, cycle, origin="request")
    amend(account, act, "renewal_ordered", "HD-6.2", proposal=proforma.public_id)
    return proforma


def propose(account: HostingAccount, act: Act, cycle: int, origin: str):
    """A proforma for the next period, due on J0 and payable until the account is deemed abandoned."""
    if origin == "renewal" and (already := ordering.open_proposal(account.public_id, RENEW)):
        return already
    until = payable_until(account, act.now)
    return ordering.propose(
        account.customer, [line_of(account, cycle)], act, due_on=max(account.paid_through, act.today),
        payable_until=until, origin=origin, at_once=origin == "request",
    )  # fmt: skip


def line_of(account: HostingAccount, cycle: int) -> NewLine:
    """The line of a renewal, with the days that it covers (HD-3.2a)."""
    plan = next_plan(account)
    return NewLine(
        RENEW, f"{plan.name} – {account.readable_domain}", plan.product_code, operation(cycle), RENEWAL,
        about=account.public_id, period_from=account.paid_through, period_to=next_end(account, cycle),
        options={"cycle": cycle, "clause": "HD-6.2"}, scopes=tuple(plan.scopes),
    )  # fmt: skip


def next_plan(account: HostingAccount) -> HostingPlan:
    """The plan of the next period: the present one, or the one that is planned for it (HD-5.2)."""
    planned = account.changes.filter(state="planned").select_related("new").first()
    return planned.new if planned else account.plan


def next_end(account: HostingAccount, cycle: int) -> date:
    """J0 of the next period, counted from the first day so that it never drifts (31 January, 28 February, 31 March)."""
    return clock.months_later(account.anchor_on, account.months_paid + cycle)


def payable_until(account: HostingAccount, now: datetime) -> datetime:
    """As long as the account is not deemed abandoned; afterwards a week at a time, until staff have decided."""
    today = clock.local_date(now)
    last = dunning.payable_through(dunning.HOSTING, account.plan.product_code, account.public_id,
                                   account.paid_through, today)  # fmt: skip
    return clock.opening(max(last, today + HOSTING.soon) + clock.days(1))
