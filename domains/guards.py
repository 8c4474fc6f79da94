"""Guards of the irreversible steps: no deletion against an open hold, an unchecked payment or an unsent notice."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing import lines
from core import clock
from core.schedule import Step
from notifications import outbox


def impediment(domain, step: Step, now: datetime) -> str | Promise:
    """Why deletion or cancellation must wait, for staff; empty when nothing stands against it."""
    return protection(domain) or (_notices_missing(domain, now) if step.needs else "")


def protection(domain) -> str | Promise:
    """What keeps a name: an open hold, a payment with proof, or one not yet carried out (DN-A1-2)."""
    if held := domain.holds.filter(closed_at=None).first():
        return format_lazy(_("open hold: {kind} (DN-12.1, DN-A1-2)"), kind=held.Kind(held.kind).label)
    if lines.under_review(domain.public_id):
        return _("a declared payment is being checked (DN-A1-2)")
    if lines.waiting(domain.public_id):
        return _("it is paid, and the payment is still to be carried out (DN-5.2)")
    if domain.transfers_out.filter(state__in=("pending", "approving", "refusing")).exists():
        return _("another registrar has asked for it and the transfer is not decided (DN-6.p2)")
    return ""


def series_of(domain, series: str) -> str:
    """Notices belong to one term: the series carries its expiry day."""
    return f"{series}:{domain.paid_through}"


def _notices_missing(domain, now: datetime) -> str | Promise:
    """No notice, no deletion: one really sent before expiry, one after it and the contractual time before (DN-3.3)."""
    if domain.notices_waived:
        return ""
    sent = [clock.local_date(at) for at in outbox.sent_at(domain.public_id, series_of(domain, "expiry"))]
    end, today = domain.paid_through, clock.local_date(now)
    if not any(day <= end for day in sent):
        return _("no expiry notice was sent before expiry (DN-3.3)")
    late = [day for day in sent if day > end]
    if not late or today - min(late) < domain.terms.notice_lead:
        return _("the notice after expiry was not sent early enough (DN-3.3)")
    return ""
