"""Heavy scripts: warned of, or stopped at once where others suffer; always told (HD-5.1a, HD-5.1b, C-29)."""

from datetime import timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed
from web_hosting import emails
from web_hosting.flows import accounts
from web_hosting.flows import overuses as flow
from web_hosting.lifecycle import suspending
from web_hosting.models import HostingAccount, OveruseCase
from web_hosting.terms import USAGE

QUEUE, GROUND = "hosting_overuse", "overuse"


@accounts.verb(
    source=suspending.SUSPENDABLE, clause="HD-5.1a", label=gettext_lazy("heavy scripts: warn or stop")
)
def warn_overuse(
    account: HostingAccount, act: Act, seen: str, hours: int | None = None, emergency: bool = False
) -> str:
    """What was seen is written down: the customer has some hours, or none where others suffer (HD-5.1b)."""
    wait = USAGE.warning if hours is None else timedelta(hours=hours)
    if not emergency and wait < USAGE.shortest_warning:
        words = _("Give the customer %(n)s hours at least, or say that others suffer.")
        n = int(USAGE.shortest_warning.total_seconds()) // 3600
        raise NotAllowed(words % {"n": n}, "HD-5.1a")
    if account.overuses.exclude(state="closed").exists():
        raise NotAllowed(_("A case about this account is open already."), "HD-5.1a")
    case = OveruseCase(
        customer_id=account.customer_id, account=account, seen=seen, emergency=emergency, opened_at=act.now,
        opened_by=act.actor, act_at=None if emergency else act.now + wait, acted_through=act.now,
        state="suspended" if emergency else "warned",
    )  # fmt: skip
    case.reschedule()
    case.save()
    clause = "HD-5.1b" if emergency else "HD-5.1a"
    evidence.record(account.public_id, "decision", "overuse", act, clause, case=case.public_id, seen=seen,
                    emergency=emergency, act_at=case.act_at)  # fmt: skip
    if emergency:
        return suspending.suspend.body(account, act, GROUND, detail=seen, emergency=True)
    emails.overuse_warning(case, act)
    return account.state


@flow.verb(source="warned", target="answered", clause="HD-5.1a")
def answer(case: OveruseCase, act: Act, words: str) -> None:
    """The customer says what he has done: staff look before anything is stopped."""
    case.answer, case.answered_at = words, act.now
    title = format_lazy(gettext_lazy("{case}: corrected, says the customer"), case=case)
    raise_attention(QUEUE, f"{case.public_id}:answered", case.public_id, title, act=act, clause="HD-5.1a")


@flow.verb(source=["warned", "answered"], clause="HD-5.1a")
def run_out(case: OveruseCase, act: Act) -> str:
    """The delay is over: stopped, unless the customer has answered; then a person decides."""
    if case.state == "answered" or not suspending.suspend.allowed(case.account):
        case.act_at = None
        title = format_lazy(gettext_lazy("{case}: the delay is over, a person must look"), case=case)
        raise_attention(QUEUE, f"{case.public_id}:over", case.public_id, title, act=act, clause="HD-5.1a")
        return case.state
    return _stop(case, act)


@flow.verb(
    source=["warned", "answered"], target="suspended", clause="HD-5.1a", label=gettext_lazy("stop it now")
)
def stop(case: OveruseCase, act: Act) -> str:
    """A person has looked and nothing has changed, or it has become worse."""
    return _stop(case, act)


def _stop(case: OveruseCase, act: Act) -> str:
    suspending.suspend(case.account, act, ground=GROUND, detail=case.seen)
    return "suspended"


@flow.verb(source=["warned", "answered", "suspended"], target="closed", clause="HD-5.1a",
           label=gettext_lazy("close: it is corrected"))  # fmt: skip
def close(case: OveruseCase, act: Act) -> None:
    """Nothing weighs on others any more: what was stopped works again."""
    case.closed_at, case.act_at = act.now, None
    close_attention(act, about=case.public_id)
    if case.account.state in HostingAccount.RUNNING:
        suspending.lift_ground(case.account, act, GROUND)
