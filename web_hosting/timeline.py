"""The life of a space as people see it: the paid period, what follows it unpaid or ended, notices."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.dunning import Calendar
from core import clock
from core.clock import days
from core.lifeline import Band, Dot, LifeLine
from core.schedule import Step, pending

from .models import HostingAccount
from .schedule import RUNNING

MARKS = ("propose_renewal", "remind", "suspend_unpaid", "list_abandoned", "warn_removal", "end")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what comes next."""

    at: datetime
    label: str
    clause: str


def entries(account: HostingAccount, now: datetime) -> list[Entry]:
    """What will happen from now on if nobody acts."""
    steps = pending((s for s in account.steps() if s.shown), max(account.acted_through, now))
    return [Entry(s.at, label(s), s.clause) for s in steps]


def life_line(account: HostingAccount, today: date) -> LifeLine | None:
    """The signature picture; None before there is anything to draw."""
    bands = [band for band in _bands(account, today) if band.end >= band.start]
    return LifeLine(tuple(bands), tuple(_dots(account)), (), today, str(account)) if bands else None


def _bands(account: HostingAccount, today: date) -> list[Band]:
    if account.state == "waiting":
        first = clock.local_date(account.signed_at)
        return [Band(_("Withdrawal period"), first, account.withdraw_until, "soon", "C-21")]
    if not account.period_from:
        return []
    end, closed = account.paid_through, account.closed_at and clock.local_date(account.closed_at)
    last = min(end, closed - days(1)) if closed and closed > account.period_from else end
    found = [Band(_("Paid period"), account.period_from, last, "fine" if not closed else "ended", "HD-6.1")]
    if account.state in RUNNING and not account.notice_at:
        found += _unpaid(end, account.dunning)
    if closed and account.data_until:
        found.append(Band(_("Data kept"), max(closed, last + days(1)), account.data_until, "late", "HD-6.3"))
    return found


def _unpaid(end: date, rung: Calendar) -> list[Band]:
    """What follows the paid period if it is not renewed, on the ladder as it stands; nothing while it is paused."""
    suspended, listed = rung.suspend_on, rung.end_on
    if not listed:
        return []
    found = [
        Band(_("Unpaid, still working"), end + days(1), (suspended or listed) - days(1), "soon", "HD-3.3")
    ]
    return [*found, Band(_("Suspended"), suspended, listed, "late", "HD-3.3")] if suspended else found


def _dots(account: HostingAccount) -> list[Dot]:
    return [
        Dot(clock.local_date(s.at), label(s), s.clause, s.at <= account.acted_through)
        for s in account.steps() if s.verb in MARKS
    ]  # fmt: skip


def label(step: Step) -> str:
    """A step in the reader's words."""
    if step.verb == "remind":
        return _reminder(int(step.kwargs["left"]))
    words = {
        "start": _("The space is set up: the withdrawal period is over"),
        "propose_renewal": _("Proforma of the renewal by e-mail; nothing renews unless you pay"),
        "suspend_unpaid": _("Unpaid: the space is suspended; your domain name is not touched"),
        "list_abandoned": _("Unpaid: our staff look; nothing is removed without a notice"),
        "end": _("The hosting ends, as you told us"),
        "warn_removal": _("E-mail: your data are removed soon"),
        "remove": _("Your data are removed, for good"),
    }
    return words.get(step.verb, step.verb)


def _reminder(left: int) -> str:
    if not left:
        return _("Reminder by e-mail: last day to renew")
    return ngettext("Reminder by e-mail: %(n)s day left", "Reminder by e-mail: %(n)s days left", left) % {
        "n": left
    }
