"""The end of a space: closed, its data kept for a while, removed after a notice that was really sent (HD-6.3)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.leaving import noting
from core.acts import Act
from core.answering import ask_tomorrow, call_now, settle_call, tell_staff
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import NotAllowed
from core.uploads import Upload
from web_hosting import emails
from web_hosting.ending import closing
from web_hosting.flows import accounts
from web_hosting.models import HostingAccount
from web_hosting.schedule import RUNNING, proposal_lead
from web_hosting.terms import KEEPING

from . import renewing, suspending

ALIVE = list(HostingAccount.RUNNING)
EndedBy = HostingAccount.EndedBy


@accounts.verb(source=ALIVE, clause="HD-6.3", label=gettext_lazy("note that it is not renewed"))
def give_notice(
    account: HostingAccount, act: Act, channel: str = "portal", given_on: date | None = None,
    scan: Upload | None = None,
) -> None:  # fmt: skip
    """The customer does not renew: no proforma, no reminder any more; an open one is void (C-11)."""
    if account.notice_at:
        raise NotAllowed(_("Notice has been given already."), "HD-6.3")
    account.notice_at, account.notice_channel = act.now, channel
    account.notice_in_time = noting.note(account, act, channel, given_on, scan, account.paid_through)
    closing.void_proposals(account, act, gettext_lazy("notice of not renewing"))
    emails.notice_recorded(account, act)


@accounts.verb(source=ALIVE, clause="C-11", label=gettext_lazy("take the notice back"))
def withdraw_notice(account: HostingAccount, act: Act) -> None:
    """The customer has changed his mind before the end; the proforma is made at once where it would have been."""
    if not account.notice_at:
        raise NotAllowed(_("No notice has been given."), "HD-6.3")
    account.notice_at, account.notice_channel, account.notice_in_time = None, "", None
    if act.today >= account.paid_through - proposal_lead(account.cycle):
        renewing.propose_renewal.body(account, act)
    emails.notice_withdrawn(account, act)


@accounts.verb(source=sorted(RUNNING), target="closing", clause="HD-6.3")
def end(account: HostingAccount, act: Act) -> None:
    """The period is over and notice was given: it ends as the customer wished."""
    _close(account, act, EndedBy.NOTICE)
    emails.closed(account, act, "HD-6.3")


@accounts.verb(source=["active", "suspending", "suspended", "resuming"], target="closing", clause="HD-4.2")
def end_by_decision(account: HostingAccount, act: Act, clause: str, detail: str = "") -> None:
    """Ended by two people: unpaid and abandoned, or for a breach; nothing is paid back (HD-4.5)."""
    _close(account, act, EndedBy.UNPAID if clause == "HD-3.4" else EndedBy.BREACH)
    emails.closed(account, act, clause, detail)


def _close(account: HostingAccount, act: Act, ended_by: str) -> None:
    account.ended_by, account.closed_at = ended_by, act.now
    account.data_until = act.today + KEEPING.data_kept
    closing.give_up_open(account, act)
    call_now(account, act)


@accounts.verb(source="closing", target="closed", clause="HD-6.3")
def be_closed(account: HostingAccount, act: Act, answer: None) -> None:
    """The panel has stopped it; the data stay until their day."""
    settle_call(account)


@accounts.verb(source="closing", clause="HD-6.3")
def not_closed(account: HostingAccount, act: Act, refusal: PortRefused) -> str:
    """The panel does not stop it: what it does not know is closed; else it is asked again tomorrow."""
    if refusal.code == "missing":
        settle_call(account)
        return "closed"
    ask_tomorrow(account, act, str(refusal))
    tell_staff(account, act, "hosting_panel", gettext_lazy("it could not be stopped"), "HD-6.3", str(refusal))
    return account.state


@accounts.verb(source="closed", clause="HD-6.3")
def warn_removal(account: HostingAccount, act: Act) -> None:
    """The data are removed in some days."""
    emails.removal_notice(account, act)


@accounts.verb(source="closed", clause="HD-6.3", label=gettext_lazy("keep the data longer"))
def keep_data(account: HostingAccount, act: Act, until: date) -> None:
    """Staff keep the data for a reason: another day, announced anew."""
    if until <= act.today:
        raise NotAllowed(_("Choose a day to come."), "HD-6.3")
    account.data_until = until


@accounts.verb(source="closed", clause="C-11", label=gettext_lazy("take up again"))
def reinstate(account: HostingAccount, act: Act) -> str:
    """The customer comes back before his data are removed; a period that is over is paid anew from today (HD-6.2)."""
    account.ended_by, account.closed_at, account.data_until = "", None, None
    account.notice_at, account.notice_channel, account.notice_in_time = None, "", None
    account.listed_at = None
    if account.paid_through >= act.today and not account.suspensions.filter(state="open").exists():
        call_now(account, act)
        return "resuming"
    if account.paid_through < act.today:
        account.anchor_on, account.months_paid, account.paid_through = act.today, 0, act.today
        suspending.hold_unpaid(account, act)
        renewing.propose_renewal.body(account, act)
    return "suspended"


@accounts.verb(source="closed", target="removing", clause="HD-6.3")
def remove(account: HostingAccount, act: Act) -> None:
    """The day has come and the notice was sent: the space and its data are removed."""
    account.data_until = min(account.data_until, act.today)
    call_now(account, act)


@accounts.verb(source="removing", target="ended", clause="HD-6.3")
def be_removed(account: HostingAccount, act: Act, answer: None) -> str | None:
    """It is gone. A domain name is never touched (C-13)."""
    settle_call(account)
    account.secret = None
    close_attention(act, about=account.public_id)
    emails.removed(account, act)
    if account.ended_by == EndedBy.REFUND:
        return "cancelled"
    return None if account.ended_by == EndedBy.NOTICE else "terminated"


@accounts.verb(source="removing", clause="HD-6.3")
def not_removed(account: HostingAccount, act: Act, refusal: PortRefused) -> None:
    """The panel does not remove it: staff look today, it is asked again tomorrow."""
    ask_tomorrow(account, act, str(refusal))
    tell_staff(account, act, "hosting_panel", gettext_lazy("it could not be removed"), "HD-6.3", str(refusal))
