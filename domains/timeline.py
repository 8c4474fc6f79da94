"""The customer's timeline: what happens next to a name, when, under which clause, at what price."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core import clock
from core.lifeline import Band, Dot, LifeLine, Price
from core.schedule import pending

from .models import Domain
from .phases import Phase, phases
from .prices import PriceTags

TONES = {
    "registered": "fine",
    "grace": "soon",
    "redemption": "late",
    "cancel_grace": "late",
    "pending_delete": "ended",
}
ENDED = {"pending_delete", "deleted", "replaced"}  # nothing can be bought for this name any more


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; `price` in centimes before tax, or None."""

    at: datetime
    label: str
    clause: str
    price: int | None = None


def entries(domain: Domain, tags: PriceTags, now: datetime) -> list[Entry]:
    """What will happen from now on if nobody acts."""
    steps = pending((s for s in domain.steps() if s.shown), max(domain.acted_through, now))
    return [Entry(s.at, label(s.verb, s.kwargs), s.clause, tags.at_verb(s.verb)) for s in steps]


def life_line(domain: Domain, tags: PriceTags, today: date) -> LifeLine | None:
    """The signature picture of a name, priced where something can still be bought; None before it is registered."""
    bands = [Band(_phase(p), p.first, p.last, TONES[p.state], p.clause) for p in phases(domain, domain.terms)]
    if not bands:
        return None
    dots = [
        Dot(clock.local_date(s.at), label(s.verb, s.kwargs), s.clause, s.at <= domain.acted_through)
        for s in domain.steps()
        if s.verb in {"warn", "interrupt_dns"}
    ]
    costs = [
        Price(p.first, _phase(p), tags.in_phase(p.state), p.clause, tags.currency)
        for p in phases(domain, domain.terms)
        if p.last >= today and domain.state not in ENDED and tags.in_phase(p.state)
    ]
    return LifeLine(tuple(bands), tuple(dots), tuple(costs), today, str(domain))


def label(verb: str, kwargs: dict[str, str]) -> str:
    """A step in the reader's words."""
    notices = {
        "J-30": _("Notice by e-mail, 30 days before expiry"),
        "J-10": _("Notice by e-mail, 10 days before expiry"),
        "J-7": _("Notice by e-mail, 7 days before expiry"),
        "J0": _("Notice by e-mail on the day of expiry"),
        "J+5": _("Notice by e-mail, 5 days after expiry"),
        "J+20": _("Notice by e-mail, 20 days after expiry"),
        "redemption": _("Notice by e-mail: last days to buy the name back"),
        "cancel-20": _("Notice by e-mail: 10 days left in the cancellation grace"),
        "cancel-29": _("Notice by e-mail: last day of the cancellation grace"),
    }
    labels = {
        "propose_renewal": _("Renewal proforma; nothing renews unless you pay it"),
        "enter_grace": _("The name has expired: renewal grace begins"),
        "delete_name": _("Grace is over: redemption begins"),
        "enter_pending_delete": _("Redemption is over: deletion in progress, nothing can be done"),
        "cancel_name": _("Cancellation at the registry: the cancellation grace begins"),
        "interrupt_dns": _("Out of the DNS: web site and e-mail stop until you renew"),
        "confirm_deletion": _("The name is deleted and free for all"),
        "report_late_validation": _("Latest moment for the registration"),
    }
    return notices.get(kwargs.get("notice", "")) or labels[verb]


def _phase(phase: Phase) -> str:
    return {
        "registered": _("Registered"),
        "grace": _("Grace"),
        "redemption": _("Redemption"),
        "pending_delete": _("Deletion"),
        "cancel_grace": _("Cancellation grace"),
    }[phase.state]


def example(extension, today: date) -> Domain:
    """A name of this extension that expires in thirty days: its life line and calendar are the published terms."""
    end = today + extension.terms.first_notice
    name = Domain(
        extension=extension, unicode_name=f"exemple.{extension.code}", state="registered", paid_through=end
    )
    name.registry_created_at = clock.opening(today - extension.terms.first_notice)
    name.acted_through = clock.opening(today)
    return name
