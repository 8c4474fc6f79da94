"""Paid lines taken up: a paid space, a renewal, a restore, a change of plan. First come, first served."""

import re
import secrets
from datetime import timedelta

from django.db.models import Q
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
from .panel import panel_for
from .restores import restoring
from .terms import HOSTING

TINY = timedelta(microseconds=1)
LOGIN_LETTERS, LOGIN_DIGITS = 2, 6  # cPanel: the first eight signs of a login are its own


def pull(act: Act) -> int:
    """Take up the paid lines of hosting and outsourcing; how many. One that fails waits for staff, the others go on."""
    return sum(lines.take_up(kind, TAKERS, "HD-3.1c", act) for kind in ("hosting.", "outsourcing."))


def _open(line: OrderLine, act: Act) -> int:
    """A paid space: set up at once, or after the consumer's seven days (C-21)."""
    if not lines.take(line, act):
        return 0
    account = opened(line, act)
    if taken(account.domain, account.plan, account.customer):
        lines.credit_line(line, act, _("the domain name is hosted here already"))
        return 1
    account.save()
    evidence.record(account.public_id, "act", "paid", act, "HD-6.1", line=line.public_id, sold=account.pinned,
                    domain=account.domain, immediate=account.immediate)  # fmt: skip
    if account.state == HostingAccount.State.WAITING:
        emails.waiting(account, act)
    return 1


def taken(domain: str, plan: HostingPlan, customer) -> bool:
    """Whether this name can have no space of this plan for this customer at the plan's panel.

    One of each kind (a web plan, an e-mail pack), where the panel can hold a name twice, and never of two customers.
    """
    alive = HostingAccount.objects.filter(domain=domain, panel=plan.panel).exclude(
        state__in=HostingAccount.ENDED
    )
    if panel_for(plan.panel).holds_a_name_twice:
        alive = alive.exclude(~Q(group=plan.group), customer=customer)
    return alive.exists()


def opened(line: OrderLine, act: Act) -> HostingAccount:
    """The account of a paid line, not yet saved. It was signed when the order was confirmed (HD-6.1, C-12)."""
    said, plan = line.options, HostingPlan.objects.get(code=line.options["plan"])
    signed_at = line.order.confirmed_at if line.order and line.order.confirmed_at else act.now
    until = clock.local_date(signed_at) + HOSTING.withdrawal if said["withdrawal"] else None
    waits = not said["immediate"] and until is not None and act.today <= until
    account = HostingAccount(
        customer=line.customer, plan=plan, domain=said["domain"], group=plan.group, cycle=said["cycle"],
        panel=plan.panel, pinned=said["pinned"], line=line.public_id, ordered_line=line.public_id, signed_at=signed_at,
        paid_at=line.paid_at, immediate=said["immediate"], withdraw_until=until if waits else None,
        period_ht=line.ht, state="waiting" if waits else "provisioning", acted_through=act.now - TINY,
        call_at=None if waits else act.now, secret=sealed(new_password().encode()),
    )  # fmt: skip
    account.login = login_of(account.domain, account.public_id)
    account.reschedule()
    return account


def login_of(domain: str, public_id: str) -> str:
    """A login of eight signs that a panel takes and that no other account has: letters of the name, our number."""
    letters = re.sub(r"[^a-z]", "", domain.split(".")[0].removeprefix("xn--"))
    return f"{letters}hh"[:LOGIN_LETTERS] + public_id.rpartition("_")[2][:LOGIN_DIGITS]


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
