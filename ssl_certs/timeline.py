"""The year of an order as people see it: its certificates as bands, its notices, what comes next (C-09)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.clock import days
from core.lifeline import Band, Dot, LifeLine
from core.schedule import Step, pending

from .models import Certificate, CertificateProduct, SslOrder
from .planning import Issuance, Limit, planned
from .schedule import STARTED, reissue_day
from .terms import CERTIFICATES

BEFORE = ("awaiting_csr", "validating", "refused")  # no certificate yet: the year has not begun
ISSUED = ("issued", "replaced", "expired", "revoking", "revoked")
MARKS = ("warn", "remind_cancellable", "remind_setup", "fall_due", "terminate")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what comes next."""

    at: datetime
    label: str
    clause: str


def entries(order: SslOrder, now: datetime) -> list[Entry]:
    """What will happen from now on if nobody acts."""
    steps = pending((s for s in order.steps() if s.shown), max(order.acted_through, now))
    return [Entry(s.at, label(s), s.clause) for s in steps]


def life_line(
    order: SslOrder, certificates: Sequence[Certificate], limits: Iterable[Limit], today: date
) -> LifeLine | None:
    """The signature picture: the certificates inside the year, those to come, notices and last days."""
    bands = _bands(order, certificates, limits, today)
    return LifeLine(tuple(bands), tuple(_dots(order, today)), (), today, str(order)) if bands else None


def _bands(order: SslOrder, certificates: Sequence[Certificate], limits, today: date) -> list[Band]:
    issued = sorted((c for c in certificates if c.state in ISSUED), key=lambda c: c.number)
    if not issued:
        return _waiting(order, today) if order.state in BEFORE else []
    following = [clock.local_date(c.issued_at) for c in issued[1:]] + [_next_issue(order, today)]
    bands = [_real(c, after, order) for c, after in zip(issued, following, strict=True)]
    if following[-1]:
        number = max(c.number for c in certificates)
        for n, one in enumerate(_touching(planned(following[-1], _last_day(order), limits)), number + 1):
            bands.append(Band(_("Certificate %(n)s, planned") % {"n": n}, *one, "neutral", "C-09"))
    return [band for band in bands if band.end >= band.start]


def _waiting(order: SslOrder, today: date) -> list[Band]:
    """Before the first certificate the year has not begun (SSL-3.1b); the twenty days run already (SSL-6.1)."""
    first = clock.local_date(order.ordered_at)
    word = str(order.get_state_display()).capitalize()
    return [Band(word, first, max(order.cancel_until, today), order.tone, "SSL-6.1")]


def _next_issue(order: SslOrder, today: date) -> date | None:
    """The day of the reissue that is still to come in this year; None where there is none."""
    if order.state not in {"active", "reissue_due"} or not order.live_until:
        return None
    return max(reissue_day(order), today) if order.live_until < _last_day(order) else None


def _real(certificate: Certificate, after: date | None, order: SslOrder) -> Band:
    """A certificate from its issue to its end, or to the day on which its successor takes over."""
    first, last = clock.local_date(certificate.issued_at), clock.local_date(certificate.not_after)
    ended = certificate.revoked_at and clock.local_date(certificate.revoked_at)
    last = min(day for day in (last, _last_day(order), ended, after and after - days(1)) if day)
    tones = {"revoking": "late", "revoked": "late", "issued": "fine"}
    tone = tones.get(certificate.state, "ended")
    name = _("Certificate %(n)s") % {"n": certificate.number}
    return Band(name, first, max(last, first), tone, "SSL-3.1b" if certificate.number == 1 else "C-09")


def _last_day(order: SslOrder) -> date:
    """The last day of the year, or of a notice that ends it sooner (SSL-8.1a)."""
    return min(day for day in (order.term_ends_on, order.ends_on) if day)


def _touching(issuances) -> list[tuple[date, date]]:
    """Each certificate up to the day before its successor's."""
    found = list(issuances)
    lasts = [later.first - days(1) for later in found[1:]] + [found[-1].last] if found else []
    return [(one.first, last) for one, last in zip(found, lasts, strict=True)]


def _dots(order: SslOrder, today: date) -> list[Dot]:
    dots = [
        Dot(clock.local_date(s.at), label(s), s.clause, s.at <= order.acted_through)
        for s in order.steps()
        if s.verb in MARKS
    ]
    if order.state in SslOrder.CANCELLABLE:
        word = _("Last day to cancel with a refund")
        dots.append(Dot(order.cancel_until, word, "SSL-6.1", order.cancel_until < today))
    if order.term_ends_on and order.state in {*STARTED, "expired"}:  # cut short, it has none
        dots.append(Dot(order.term_ends_on, _("The year ends"), "SSL-3.1a", order.term_ends_on < today))
    return dots


def label(step: Step) -> str:
    """A step in the reader's words."""
    said = step.kwargs
    if step.verb == "warn":
        return _notice(said)
    if step.verb == "remind_setup":
        return _("Reminder by e-mail: the certificate is still to be set up")
    words = {
        "remind_cancellable": _("E-mail: no certificate yet, and until when you can still cancel"),
        "close_window": _("From now on the order can no longer be cancelled with a refund"),
        "fall_due": _("A free reissue is due, well before the certificate expires"),
        "expire": _("The year is over; for another one you order anew"),
        "terminate": _("The notice has run: the contract ends"),
    }
    return words.get(step.verb, step.verb)


def _notice(said: dict[str, str]) -> str:
    """Which end is near, and how near (SSL-4.1b)."""
    alone = {"certificate": _("the certificate expires"), "year": _("the year ends")}
    what = _("the certificate and the year end") if len(said) > 1 else alone[min(said)]
    n = int(min(said.values(), key=int))
    if not n:
        return _("Notice by e-mail: today %(what)s") % {"what": what}
    text = ngettext("Notice by e-mail: in %(n)s day %(what)s", "Notice by e-mail: in %(n)s days %(what)s", n)
    return text % {"n": n, "what": what}


class Action(NamedTuple):
    """The main button of an order's page."""

    url: str
    word: str
    icon: str


def main_action(order: SslOrder) -> Action | None:
    """What an order asks for in its state; None where there is nothing for its owner to do but wait."""
    words = {
        "set_up": (_("Set up"), "key-round"),
        "tracker": (_("Follow the validation"), "list-checks"),
        "reissue": (_("Reissue"), "refresh-ccw"),
        "order_anew": (_("Order anew"), "plus"),
    }
    pages = {"awaiting_csr": "set_up", "refused": "set_up", "validating": "tracker", "active": "reissue",
             "reissue_due": "reissue", "cancelling": "", "revoking": ""}  # fmt: skip
    page = pages.get(order.state, "order_anew")
    if order.locked_at and page in {"set_up", "reissue"}:
        page = ""
    return Action(reverse(f"ssl_certs:{page}", args=[order.public_id]), *words[page]) if page else None


def example(
    product: CertificateProduct, issuances: Sequence[Issuance], today: date
) -> tuple[SslOrder, Certificate | None]:
    """A year that would start today, as its product's page shows it."""
    order = SslOrder(
        product=product, state="active", names=["www.example.com"], ordered_at=clock.opening(today),
        paid_at=clock.opening(today), cancel_until=today + CERTIFICATES.cancel_window, term_started_on=today,
        term_ends_on=clock.years_later(today, CERTIFICATES.years), acted_through=clock.opening(today),
    )  # fmt: skip
    if not issuances:
        return order, None
    order.live_until = issuances[0].last
    instants = {"issued_at": clock.opening(today), "not_after": clock.opening(issuances[0].last)}
    return order, Certificate(order=order, number=1, state="issued", **instants)


def words(certificates: Iterable[Certificate]) -> dict[str, dict[str, str]]:
    """The states of each certificate, in the words of its order's history."""
    states = dict(Certificate.State.choices)
    template = _("certificate %(n)s: %(state)s")
    return {c.public_id: {key: template % {"n": c.number, "state": word} for key, word in states.items()}
            for c in certificates}  # fmt: skip
