"""Suspended for one or several reasons, and working again when the last one is gone (HD-3.3, HD-4, HD-5)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines
from core import evidence
from core.acts import Act
from core.answering import ask_tomorrow, call_now, settle_call, tell_staff
from core.ports import PortRefused
from core.transitions import NotAllowed
from web_hosting import emails
from web_hosting.flows import accounts, suspensions
from web_hosting.models import HostingAccount, HostingSuspension
from web_hosting.models.suspension import CLAUSES
from web_hosting.schedule import RUNNING

SUSPENDABLE = ["active", "suspending", "suspended", "resuming"]
Reason = HostingSuspension.Reason


@accounts.verb(source=SUSPENDABLE, clause="HD-4.2", label=gettext_lazy("suspend"))
def suspend(
    account: HostingAccount, act: Act, ground: str, detail: str = "", emergency: bool = False,
    gag_until: date | None = None,
) -> str:  # fmt: skip
    """Suspended for this reason; the customer is told at once, or when an authority's delay is over (C-29)."""
    _opened(account, act, ground, detail, emergency, gag_until)
    if account.state == "active":
        call_now(account, act)
        return "suspending"
    return account.state


def cut_for_abuse(about: str, act: Act, text: str, gag_until: date | None) -> None:
    """A report of abuse is confirmed, and the space is to be stopped (HD-4.4): the same verb as staff's own."""
    ground = Reason.AUTHORITY if gag_until else Reason.ABUSE
    suspend(HostingAccount.objects.get(public_id=about), act, ground=ground, detail=text, gag_until=gag_until)


@accounts.verb(source=sorted(RUNNING), clause="HD-3.3")
def suspend_unpaid(account: HostingAccount, act: Act) -> str:
    """Some days after J0 the next period is not paid (C-13: the space only, never a domain name)."""
    hold_unpaid(account, act)
    if account.state == "active":
        call_now(account, act)
        return "suspending"
    return account.state


@accounts.verb(source="active", clause="HD-3.3", label=gettext_lazy("suspend the unpaid space at once"))
def suspend_at_once(account: HostingAccount, act: Act) -> str:
    """The right is immediate: a person uses it with a reason, once the period is over and no money is on its way."""
    if act.today <= account.paid_through:
        raise NotAllowed(_("%(thing)s is paid until its last day.") % {"thing": account}, "HD-3.3")
    if lines.under_review(account.public_id) or lines.waiting(account.public_id):
        raise NotAllowed(_("unpaid, but a payment is being checked"), "HD-3.3")
    return suspend_unpaid.body(account, act)


def hold_unpaid(account: HostingAccount, act: Act) -> None:
    """The unpaid bill is a reason from now on; once is enough."""
    if not account.suspensions.filter(state="open", ground=Reason.BILLING).exists():
        _opened(account, act, Reason.BILLING, "", False, None)


@accounts.verb(source=list(HostingAccount.RUNNING), clause="HD-3.3")
def lift(account: HostingAccount, act: Act, suspension: HostingSuspension) -> str:
    """One reason is gone; with the last one the space works again."""
    be_lifted(suspension, act)
    if account.state == "suspended" and not _held(account):
        call_now(account, act)
        return "resuming"
    return account.state


@accounts.verb(source="suspending", target="suspended", clause="HD-4.2")
def be_suspended(account: HostingAccount, act: Act, answer: None) -> str | None:
    """The panel has stopped it; if the reason is gone meanwhile it is resumed at once."""
    settle_call(account)
    if _held(account):
        return None
    call_now(account, act)
    return "resuming"


@accounts.verb(source="suspending", clause="HD-4.2")
def not_suspended(account: HostingAccount, act: Act, refusal: PortRefused) -> None:
    """The panel does not stop it: staff look today, it is asked again tomorrow."""
    ask_tomorrow(account, act, str(refusal))
    tell_staff(
        account, act, "hosting_panel", gettext_lazy("it could not be suspended"), "HD-4.2", str(refusal)
    )


@accounts.verb(source="resuming", target="active", clause="HD-3.3")
def be_resumed(account: HostingAccount, act: Act, answer: None) -> str | None:
    """It works again; another reason that came meanwhile stops it anew."""
    if _held(account):
        call_now(account, act)
        return "suspending"
    settle_call(account)
    emails.resumed(account, act)
    return None


@accounts.verb(source="resuming", clause="HD-3.3")
def not_resumed(account: HostingAccount, act: Act, refusal: PortRefused) -> None:
    """The panel does not let it work: staff look today, it is asked again tomorrow."""
    ask_tomorrow(account, act, str(refusal))
    tell_staff(account, act, "hosting_panel", gettext_lazy("it could not be resumed"), "HD-3.3", str(refusal))


# --- the reasons ------------------------------------------------------------------------------------------
@suspensions.verb(source="open", target="lifted", clause="HD-3.3")
def be_lifted(suspension: HostingSuspension, act: Act) -> None:
    """The reason is gone."""
    suspension.lifted_at = act.now


@suspensions.verb(source=["open", "lifted"], clause="C-29")
def tell_customer(suspension: HostingSuspension, act: Act) -> None:
    """The delay that an authority asked for is over: the customer is told now."""
    suspension.told_at = act.now
    emails.suspended(suspension, act)


def paid(account: HostingAccount, act: Act) -> None:
    """The bill is paid: what was suspended for it works again, and nobody calls it abandoned any more."""
    from web_hosting.ending import decisions  # decisions end accounts, payments end decisions

    for suspension in account.suspensions.filter(state="open", ground=Reason.BILLING):
        lift(account, act, suspension=suspension)
    decisions.forget_abandoned(account, act)


def lift_ground(account: HostingAccount, act: Act, ground: str) -> None:
    """Lift the open suspension for a reason, if there is one."""
    found = account.suspensions.filter(state="open", ground=ground).first()
    if found:
        lift(account, act, suspension=found)


def _opened(account: HostingAccount, act: Act, ground: str, detail: str, emergency: bool, gag_until) -> None:
    if gag_until and ground != Reason.AUTHORITY:
        raise NotAllowed(_("Only a request of an authority delays the customer’s notice."), "C-29")
    if account.suspensions.filter(state="open", ground=ground).exists():
        words = _("%(thing)s is suspended for this reason already.") % {"thing": account}
        raise NotAllowed(words, CLAUSES[ground])
    clause = "HD-5.1b" if emergency and ground == Reason.OVERUSE else CLAUSES[ground]
    row = HostingSuspension(
        customer_id=account.customer_id, account=account, ground=ground, clause=clause, detail=detail,
        emergency=emergency, opened_at=act.now, opened_by=act.actor, gag_until=gag_until, acted_through=act.now,
    )  # fmt: skip
    if not row.silent(act.today):
        row.told_at = act.now
        emails.suspended(row, act)
    row.reschedule()
    row.save()
    evidence.record(account.public_id, "decision", "suspended_for", act, clause, ground=ground,
                    suspension=row.public_id, emergency=emergency)  # fmt: skip


def _held(account: HostingAccount) -> bool:
    return account.suspensions.filter(state="open").exists()
