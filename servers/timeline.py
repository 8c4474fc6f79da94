"""The life of a server as people see it: its term, what follows an unpaid end, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from billing.dunning import Calendar
from core import clock
from core.clock import days
from core.lifeline import Band, Dot, LifeLine, Price
from core.schedule import Step, pending

from .models import Server

MARKS = (
    "propose_renewal",
    "warn",
    "suspend_unpaid",
    "warn_abandonment",
    "list_abandoned",
    "drop_options",
    "end_term",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what comes next."""

    at: datetime
    label: str
    clause: str


def entries(server: Server, now: datetime) -> list[Entry]:
    """What will happen from now on if nobody acts."""
    steps = pending((s for s in server.steps() if s.shown), max(server.acted_through, now))
    return [Entry(s.at, label(s), s.clause) for s in steps]


def life_line(
    server: Server, today: date, renewal: int | None = None, currency: str = "MAD"
) -> LifeLine | None:
    """The signature picture: preparation, term, what follows where it is not paid; the price of a renewal."""
    bands = _bands(server, today)
    if not bands:
        return None
    tags: tuple[Price, ...] = ()
    if renewal is not None and server.is_live and not server.notice_at:
        tags = (Price(server.term_ends_on, _("Renewal"), renewal, "HD-6.2", currency),)
    return LifeLine(tuple(bands), tuple(_dots(server, today)), tags, today, str(server))


def _bands(server: Server, today: date) -> list[Band]:
    ordered = clock.local_date(server.paid_at)
    if server.is_waiting:
        last = max(clock.local_date(server.promised_at), today)
        return [
            Band(
                str(server.get_state_display()).capitalize(),
                ordered,
                last,
                "soon",
                server.product.promise_clause,
            )
        ]
    if not server.term_started_on:
        return []
    end, gone = server.term_ends_on, server.ended_at and clock.local_date(server.ended_at)
    bands = [
        Band(
            _("Paid term"), server.term_started_on, min(end, gone) if gone else end, _tone(server), "SRV-4.1"
        )
    ]
    if server.is_live and not server.notice_at:
        bands += _unpaid(server.dunning, end)
    return bands


def _unpaid(rung: Calendar, end: date) -> list[Band]:
    """What follows an unpaid term, on the ladder as it stands; what is paused is not drawn (C-13)."""
    stopped, lost = rung.suspend_on, rung.end_on
    if not lost:
        return []
    bands = [Band(_("Unpaid"), end + days(1), (stopped or lost) - days(1), "soon", "HD-3.3")]
    if stopped:
        bands.append(Band(_("Stopped, data kept"), stopped, lost - days(1), "late", "HD-3.3"))
    return [*bands, Band(_("Deemed abandoned"), lost, lost + days(1), "ended", "HD-3.4")]


def _tone(server: Server) -> str:
    return "late" if server.state == "suspended" else "fine" if server.is_live else "ended"


def _dots(server: Server, today: date) -> list[Dot]:
    dots = [Dot(clock.local_date(s.at), label(s), s.clause, s.at <= server.acted_through)
            for s in server.steps() if s.verb in MARKS]  # fmt: skip
    if server.delivered_at:
        dots.append(Dot(clock.local_date(server.delivered_at), _("Delivered"), "SRV-3.p2", True))
    if server.suspended_at:
        dots.append(Dot(clock.local_date(server.suspended_at), _("Suspended"), "SRV-6.2.1", True))
    if server.ended_at:
        dots.append(Dot(clock.local_date(server.ended_at), _("Ended"), "SRV-4.1", True))
    return dots


def label(step: Step) -> str:
    """A step in the reader's words."""
    if step.verb == "warn":
        if step.kwargs["notice"] == "J0":
            return _("Notice by e-mail: the term ends today")
        return _("Notice by e-mail: the term ends in a few days")
    words = {
        "begin": _("The machine is prepared"),
        "report_late_delivery": _("Until then it is delivered; if not, we record that we are late"),
        "propose_renewal": _("The proforma of the next term goes out"),
        "suspend_unpaid": _("Unpaid, the server is stopped; its data stay"),
        "warn_abandonment": _("Last warning by e-mail: deemed abandoned soon"),
        "list_abandoned": _("Deemed abandoned: a manager decides on its end"),
        "drop_options": _("The options that you have given up end"),
        "end_term": _("The machine and its data are destroyed, as you have asked"),
    }
    return words.get(step.verb, step.verb)
