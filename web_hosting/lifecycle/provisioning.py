"""From the payment to a space that works; a consumer may withdraw before (C-21)."""

from django.utils.translation import gettext_lazy as _

from billing import lines
from billing.models import OrderLine, Refund
from billing.refunds import requests as refunds
from core import clock, evidence
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import NotAllowed
from web_hosting import coverage, emails
from web_hosting.flows import accounts
from web_hosting.models import HostingAccount
from web_hosting.panel import Held
from web_hosting.terms import HANDLING, KEEPING


@accounts.verb(source="waiting", target="provisioning", clause="C-21", label=_("start now"))
def start(account: HostingAccount, act: Act) -> str | None:
    """The days of withdrawal are over, or the customer asks for the start and gives the rest of them up.

    A payment that was taken back meanwhile starts nothing.
    """
    if line_of(account).credit_note_id:
        return "cancelled"
    account.immediate = account.immediate or act.today <= account.withdraw_until
    call_now(account, act)
    return None


@accounts.verb(source="waiting", target="withdrawn", clause="C-21", label=_("withdraw"))
def withdraw(account: HostingAccount, act: Act) -> None:
    """A consumer withdraws inside the seven days: all is credited now and paid back within fifteen days."""
    if act.today > account.withdraw_until:
        words = _("The days of withdrawal are over since %(day)s.")
        raise NotAllowed(words % {"day": account.withdraw_until}, "C-21")
    line = line_of(account)
    note = lines.credit_line(line, act, _("withdrawal within seven days"))
    last = act.today + KEEPING.refund
    due_by = clock.at_local(last + clock.days(1))
    if note and refunds.of_note(note, act, about=account.public_id, due_by=due_by):
        account.refund_by = last
    emails.withdrawn(account, act)


@accounts.verb(source="withdrawn", clause="C-21")
def pay_back(account: HostingAccount, act: Act, reference: str, amount: int) -> None:
    """The money has left the way it came, under this reference; once."""
    if account.payout_reference or account.refund_by is None:
        raise NotAllowed(_("There is nothing to be paid back."), "C-21")
    account.payout_reference = reference[:80]
    emails.refund_paid(account, act, amount)


@accounts.verb(source="withdrawn", clause="C-21")
def keep_as_credit(account: HostingAccount, act: Act) -> None:
    """It could not be paid back: the money is on the credit account again."""
    account.refund_by = None


def hear_of_refund(refund: Refund, act: Act) -> None:
    """A part of the money has left, or has come back to the credit account."""
    account = HostingAccount.objects.get(public_id=refund.about)
    others = Refund.objects.filter(about=refund.about).exclude(pk=refund.pk)
    if account.payout_reference or others.filter(state__in=Refund.WAITING).exists():
        return
    sent = [one for one in (*others.order_by("pk"), refund) if one.state in Refund.LEFT]
    if sent:
        reference = ", ".join(one.reference for one in sent)
        pay_back(account, act, reference=reference, amount=sum(one.amount for one in sent))
    else:
        keep_as_credit(account, act)


@accounts.verb(source="provisioning", target="active", clause="HD-6.1")
def be_created(account: HostingAccount, act: Act, answer: Held) -> str | None:
    """The panel has made it: the period starts at the later of signature and activation (C-12).

    One whose payment was taken back meanwhile is removed, not delivered.
    """
    line = line_of(account)
    if line.credit_note_id:
        account.ended_by = HostingAccount.EndedBy.REFUND
        call_now(account, act)
        return "removing"
    account.address, account.nameservers = answer.address, list(answer.nameservers)
    account.login = answer.login or account.login
    account.activated_at, account.secret_until = act.now, act.now + HANDLING.password_kept
    account.anchor_on = max(clock.local_date(account.signed_at), act.today)
    account.months_paid, account.period_from = account.cycle, account.anchor_on
    account.paid_through = clock.months_later(account.anchor_on, account.cycle)
    settle_call(account)
    lines.finish(line, OrderLine.Outcome.DONE, act)
    close_attention(act, about=account.public_id, queue="hosting_setup")
    evidence.record(account.public_id, "act", "period", act, "C-12", signed_at=account.signed_at,
                    start=account.anchor_on, end=account.paid_through)  # fmt: skip
    coverage.begin(account, act)
    emails.ready(account, act)
    return None


@accounts.verb(source=["active", "suspended"], clause="HD-4.3")
def forget_password(account: HostingAccount, act: Act) -> None:
    """Nobody has asked for the first password: it is kept no longer."""
    account.secret, account.secret_until = None, None


@accounts.verb(source="provisioning", target="failed", clause="HD-3.1c")
def not_created(account: HostingAccount, act: Act, refusal: PortRefused) -> None:
    """The panel says no: the customer is told, staff make room or correct it."""
    settle_call(account)
    account.call_error = str(refusal)[:500]
    tell_staff(account, act, "hosting_setup", _("the panel refuses"), "HD-3.1c", detail=str(refusal))
    emails.not_set_up(account, act, str(refusal.code))


@accounts.verb(source="failed", target="provisioning", clause="HD-3.1c", label=_("try again"))
def retry(account: HostingAccount, act: Act, panel: str = "") -> None:
    """Staff have made room, or name another panel."""
    account.panel = panel or account.panel
    call_now(account, act)


@accounts.verb(source="failed", target="cancelled", clause="HD-3.1c", label=_("give up, credit the customer"))
def give_up(account: HostingAccount, act: Act) -> None:
    """It cannot be set up: all is credited."""
    line = line_of(account)
    if not line.credit_note_id:
        lines.credit_line(line, act, _("the space cannot be set up"))
    emails.credited(account, act, act.reason)


def line_of(account: HostingAccount) -> OrderLine:
    """The line of the order."""
    found = OrderLine.objects.select_related("customer", "credit_note", "proforma")
    return found.get(public_id=account.ordered_line)
