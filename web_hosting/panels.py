"""What the page of a space shows beside its life: use, suspensions, warnings, changes, restores, the ways in."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language_bidi

from accounts.roles import Capability
from core import clock
from support import coverage

from .models import HostingAccount
from .schedule import RUNNING
from .usage import plot

SHOWN = 10


def of(account: HostingAccount, request: Any, now: datetime) -> dict[str, Any]:
    """What the page needs; a fixed number of questions."""
    today, may = clock.local_date(now), request.membership.may
    samples = list(account.samples.filter(taken_on__gte=today - clock.days(1) * plot.USAGE.shown.days))
    running = account.state in HostingAccount.RUNNING
    return {
        "samples": samples, "newest": samples[-1] if samples else None,
        "plot": plot.draw(samples, account.plan.disk_mb, today, rtl=get_language_bidi()),
        "quotas": _quotas(account, samples[-1] if samples else None),
        "suspensions": [row for row in account.suspensions.filter(state="open") if not row.silent(today)],
        "overuse": account.overuses.exclude(state="closed").first(),
        "changes": list(account.changes.select_related("old", "new")[:SHOWN]),
        "restores": list(account.restores.all()[:SHOWN]),
        "decision": account.decisions.filter(state__in=["noticed", "due"]).first(),
        "support": coverage.of(account.public_id),
        "running": running,
        "may_pay": may(Capability.PAY) and account.renewable,
        "may_manage": may(Capability.MANAGE_TECHNICAL) and account.state == "active",
        "may_order": may(Capability.ORDER) and account.state == "active",
        "may_see_password": may(Capability.MANAGE_TECHNICAL) and bool(account.secret) and running,
        "may_give_notice": may(Capability.HOLD) and running and not account.notice_at,
        "may_withdraw_notice": may(Capability.HOLD) and account.state in RUNNING and bool(account.notice_at),
        "may_withdraw": may(Capability.HOLD) and account.state == "waiting" and today <= account.withdraw_until,
    }  # fmt: skip


def _quotas(account: HostingAccount, newest) -> list[tuple[str, int | None, int | None]]:
    """Each quota with what is used of it, where that is known."""
    return [(name, getattr(newest, name, None), allowed) for name, allowed in account.plan.quotas.items()]
