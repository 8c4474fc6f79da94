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
    why = protection(domain) or suspension(domain)
    return why or (_notices_missing(domain, now) if step.needs else "")


def protection(domain) -> str | Promise:
    """What keeps a name: an open hold, a payment with proof, or one not yet carried out (DN-A1-2).

    Nothing keeps it against a court's or an authority's decision, which is executed at once (DN-6.1.1).
    """
    if domain.ended_by == domain.EndedBy.DECISION:
        return ""
    if held := domain.holds.filter(closed_at=None).first():
        return format_lazy(_("open hold: {kind} (DN-12.1, DN-A1-2)"), kind=held.Kind(held.kind).label)
    if lines.under_review(domain.public_id):
        return _("a declared payment is being checked (DN-A1-2)")
    if lines.waiting(domain.public_id):
        return _("it is paid, and the payment is still to be carried out (DN-5.2)")
    if domain.transfers_out.filter(state__in=("pending", "approving", "refusing")).exists():
        return _("another registrar has asked for it and the transfer is not decided (DN-6.p2)")
    return ""


def suspension(domain) -> str | Promise:
    """A suspended name is given up only when staff have said so (DN-4.1, C-27)."""
    standing = domain.suspensions.filter(state="standing", deletion_allowed=False).first()
    if standing is None:
        return ""
    words = _("suspended by {authority}: staff decide whether its end goes on (DN-4.1)")
    return format_lazy(words, authority=standing.get_authority_display())


def open_dispute(domain):
    """The dispute over the name that is still open, if any: it stops every transfer (DN-6.2.4)."""
    return domain.holds.filter(closed_at=None, kind__in=domain.holds.model.DISPUTES).first()


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
