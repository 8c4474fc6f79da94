"""Ended by us, always by two people: abandoned accounts (HD-3.4), breaches without refund (HD-4.2, HD-4.5)."""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import deciding
from core.acts import CLOCK, Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed
from notifications import outbox
from web_hosting import emails
from web_hosting.flows import accounts
from web_hosting.flows import decisions as flow
from web_hosting.models import HostingAccount, HostingDecision
from web_hosting.schedule import RUNNING
from web_hosting.terms import KEEPING

Ground = HostingDecision.Ground
QUEUE = "hosting_decisions"


@accounts.verb(source=sorted(RUNNING), clause="HD-3.4")
def list_abandoned(account: HostingAccount, act: Act) -> None:
    """A month unpaid: shown to staff. The clock ends nothing by itself."""
    account.listed_at = act.now
    if not account.decisions.filter(state__in=HostingDecision.OPEN).exists():
        _entered(account, act, Ground.UNPAID, "", "listed")


@accounts.verb(
    source=["active", "suspending", "suspended", "resuming"], clause="HD-4.2",
    label=gettext_lazy("enter the end for a breach"),
)  # fmt: skip
def enter_breach(account: HostingAccount, act: Act, ground: str, detail: str) -> None:
    """A breach is written down with its ground; the end waits for a second person (guard 18)."""
    if ground == Ground.UNPAID:
        raise NotAllowed(
            _("An unpaid account is noticed with a date first: use the list of the abandoned."), "HD-3.4"
        )
    if account.decisions.filter(state__in=HostingDecision.OPEN).exists():
        raise NotAllowed(_("A decision about this account is open already."), "HD-4.2")
    _entered(account, act, ground, detail, "due")


def end_for_breach(account: HostingAccount, first: Act, second: Act, words: str) -> None:
    """A formal notice has ended in a termination: one person has decided it, another carries it out (SSL-8.3)."""
    enter_breach(account, first, ground=Ground.FORMAL, detail=words)
    execute(account.decisions.get(state="due"), second)


def _entered(account: HostingAccount, act: Act, ground: str, detail: str, state: str) -> None:
    decision = HostingDecision(account=account, ground=ground, detail=detail, state=state)
    deciding.enter(decision, account, act, QUEUE, gettext_lazy("{decision}: a person must decide"))


@flow.verb(
    source=["listed", "noticed"],
    target="noticed",
    clause="HD-3.4",
    label=gettext_lazy("give notice with a date"),
)
def notice(decision: HostingDecision, act: Act, ends_on: date, detail: str = "") -> None:
    """A manager writes to the customer on which day the account is ended if it stays unpaid."""
    first = act.today + KEEPING.abandonment_notice
    if ends_on < first:
        raise NotAllowed(_("The customer has some days from his notice: the first day is %(day)s.") % {"day": first},
                         "HD-3.4")  # fmt: skip
    decision.noticed_at, decision.noticed_by = act.now, act.actor
    decision.ends_on, decision.detail = ends_on, detail or decision.detail
    emails.abandonment_notice(decision, act)


@flow.verb(source="noticed", target="due", clause="HD-3.4")
def fall_due(decision: HostingDecision, act: Act) -> None:
    """The day of the notice has passed: a second person may confirm."""
    title = format_lazy(gettext_lazy("{decision}: to be confirmed by a second person"), decision=decision)
    raise_attention(QUEUE, f"{decision.public_id}:due", decision.public_id, title, act=act, clause="HD-3.4")


@flow.verb(source="due", target="executed", clause="HD-4.2", label=gettext_lazy("confirm the end"),
           clause_of=lambda decision: decision.clause)  # fmt: skip
def execute(decision: HostingDecision, act: Act) -> None:
    """Another person than the one who entered or noticed it; an unpaid account only if its notice really left."""
    if act.actor in {decision.entered_by, decision.noticed_by, CLOCK}:
        raise NotAllowed(
            _("You have decided this yourself: another person must confirm it."), decision.clause
        )
    if decision.ground == Ground.UNPAID and not outbox.last_sent(
        decision.account.public_id, decision.public_id
    ):
        raise NotAllowed(_("The notice has not been sent: nothing is ended without it."), "HD-3.4")
    decision.executed_at, decision.executed_by = act.now, act.actor
    accounts.verbs["end_by_decision"](decision.account, act, clause=decision.clause, detail=decision.detail)
    close_attention(act, about=decision.public_id)
    deciding.executed(decision, decision.account, act, noticed_by=decision.noticed_by)


@flow.verb(
    source=["listed", "noticed", "due"], target="withdrawn", clause="HD-4.2", label=gettext_lazy("withdraw")
)
def withdraw(decision: HostingDecision, act: Act) -> None:
    """The reason is gone, or it was entered by mistake."""
    close_attention(act, about=decision.public_id)


def forget_abandoned(account: HostingAccount, act: Act) -> None:
    """Paid: nobody calls it abandoned any more."""
    for decision in account.decisions.filter(state__in=HostingDecision.OPEN, ground=Ground.UNPAID):
        withdraw(decision, act)
