"""Paid lines taken up: a paid space, a renewal, a restore, a change of plan. First come, first served."""

import re
import secrets
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from billing import lines
from billing.models import OrderLine
from core import clock, evidence
from core.acts import Act
from core.vault import sealed

from . import emails
from .changes import changing
from .lifecycle import renewing
from .models import HostingAccount, HostingPlan
from .ordering import CHANGE, ORDER, RENEW, RESTORE
from .outsourcing import billed
from .restores import restoring
from .terms import HOSTING

TINY = timedelta(microseconds=1)
LOGIN_LETTERS, LOGIN_DIGITS = 8, 6


def pull(act: Act) -> int:
    """Take up the paid lines of hosting and outsourcing; how many. One that fails waits for staff, the others go on."""
    return sum(lines.take_up(kind, TAKERS, "HD-3.1c", act) for kind in ("hosting.", "outsourcing."))


def _open(line: OrderLine, act: Act) -> int:
    """A paid space: set up at once, or after the consumer's seven days (C-21)."""
    if not lines.take(line, act):
        return 0
    account = opened(line, act)
    if taken(account.domain, account.panel):
        lines.credit_line(line, act, _("the domain name is hosted here already"))
        return 1
    account.save()
    evidence.record(account.public_id, "act", "paid", act, "HD-6.1", line=line.public_id, sold=account.pinned,
                    domain=account.domain, immediate=account.immediate)  # fmt: skip
    if account.state == HostingAccount.State.WAITING:
        emails.waiting(account, act)
    return 1


def taken(domain: str, panel: str) -> bool:
    """Whether a space for this name lives at this panel."""
    ended = ("ended", "terminated", "withdrawn", "cancelled")
    return HostingAccount.objects.filter(domain=domain, panel=panel).exclude(state__in=ended).exists()


def opened(line: OrderLine, act: Act) -> HostingAccount:
    """The account of a paid line, not yet saved. It was signed when the order was confirmed (HD-6.1, C-12)."""
    said, plan = line.options, HostingPlan.objects.get(code=line.options["plan"])
    signed_at = line.order.confirmed_at if line.order and line.order.confirmed_at else act.now
    until = clock.local_date(signed_at) + HOSTING.withdrawal if said["withdrawal"] else None
    waits = not said["immediate"] and until is not None and act.today <= until
    account = HostingAccount(
        customer=line.customer, plan=plan, domain=said["domain"], cycle=said["cycle"], panel=plan.panel,
        pinned=said["pinned"], line=line.public_id, ordered_line=line.public_id, signed_at=signed_at,
        paid_at=line.paid_at, immediate=said["immediate"], withdraw_until=until if waits else None,
        period_ht=line.ht, state="waiting" if waits else "provisioning", acted_through=act.now - TINY,
        call_at=None if waits else act.now, secret=sealed(new_password().encode()),
    )  # fmt: skip
    account.login = login_of(account.domain, account.public_id)
    account.reschedule()
    return account


def login_of(domain: str, public_id: str) -> str:
    """A login that a panel takes and that no other account has: letters of the name, signs of our number."""
    letters = re.sub(r"[^a-z0-9]", "", domain.split(".")[0].removeprefix("xn--"))[:LOGIN_LETTERS]
    head = letters if letters[:1].isalpha() else f"h{letters}"[:LOGIN_LETTERS]
    return head + public_id.rpartition("_")[2][:LOGIN_DIGITS]


def new_password() -> str:
    """A first password that every panel's rule of strength takes."""
    return f"{secrets.token_urlsafe(15)}-aA9"


TAKERS = {
    ORDER: _open,
    RENEW: renewing.take,
    RESTORE: restoring.take,
    CHANGE: changing.take,
    billed.ORDER: billed.open_contract,
    billed.RENEW: billed.renew_contract,
    billed.MISSION: billed.begin_mission,
}
