"""The mails about the end of an order: cancelled and paid back, revoked, given notice, ended by us or an authority."""

from django.utils import translation

from core import clock
from core.acts import Act
from notifications import outbox
from ssl_certs import emails


def _in_words(row, label) -> str:
    """A label in the language of the customer."""
    with translation.override(row.customer.language):
        return str(label())


def cancellation_received(request, act: Act) -> None:
    """What was asked for and when, and until when it is handled (SSL-6.2)."""
    emails.tell(request.order, act, "ssl_certs.cancellation_received", "SSL-6.2", request.public_id,
                asked_at=request.asked_at, decide_on=clock.local_date(request.decide_by),
                original=request.refund == "original")  # fmt: skip


def cancellation_done(request, act: Act) -> None:
    """The order is cancelled; where its money is (SSL-6.3)."""
    clause, note = "SSL-13.3" if request.goodwill else "SSL-6.3", request.credit_note
    last = clock.local_date(request.refund_by) if request.refund_by else None
    emails.tell(request.order, act, "ssl_certs.cancellation_done", clause, request.public_id,
                amount=request.amount, paid_out=request.paid_out, kept=request.amount - request.paid_out,
                currency=request.currency, refund_by=last, number=str(note) if note else "")  # fmt: skip


def refund_paid(request, act: Act) -> None:
    """The money has left, under which reference (SSL-6.3)."""
    emails.tell(request.order, act, "ssl_certs.refund_paid", "SSL-6.3", request.public_id,
                amount=request.paid_out, currency=request.currency, reference=request.payout_reference)  # fmt: skip


def cancellation_refused(request, act: Act) -> None:
    """Asked for after the twenty days: why not, and what can be done (SSL-6.1)."""
    order = request.order
    emails.tell(order, act, "ssl_certs.cancellation_refused", "SSL-6.1", request.public_id,
                asked_at=request.asked_at, last=order.cancel_until, reason=act.reason)  # fmt: skip


def revocation_received(certificate, act: Act, final: bool) -> None:
    """The request is with the authority: stop using it now, and how (SSL-7.1b)."""
    reason = _in_words(certificate.order, certificate.get_revocation_reason_display)
    emails.tell(certificate.order, act, "ssl_certs.revocation_received", "SSL-7.1b", certificate.public_id,
                number=certificate.number, serial=certificate.serial, reason=reason, final=final)  # fmt: skip


def notice_given(order, act: Act) -> None:
    """Who has given notice, and the last day of service (SSL-8.1a, SSL-8.2)."""
    clause = "SSL-8.2" if order.ended_by == "force_majeure" else "SSL-8.1a"
    emails.tell(order, act, "ssl_certs.notice_given", clause, f"{order.ended_by}:{act.now:%Y%m%d%H%M%S}",
                by=order.ended_by, ends_on=order.ends_on)  # fmt: skip


def notice_withdrawn(order, act: Act) -> None:
    """The contract goes on to the end of its year (SSL-8.1b)."""
    emails.tell(order, act, "ssl_certs.notice_withdrawn", "SSL-8.1b", f"{act.now:%Y%m%d%H%M%S}",
                ends=order.term_ends_on)  # fmt: skip


def terminated(order, act: Act) -> None:
    """The notice has fully run (SSL-8.1b)."""
    clause = {"force_majeure": "SSL-8.2", "authority": "SSL-11.4"}.get(order.ended_by, "SSL-8.1b")
    emails.tell(order, act, "ssl_certs.terminated", clause, f"{order.ends_on}", live_until=order.live_until)


def decided(decision, act: Act) -> None:
    """What we have decided, on which ground; told afterwards (SSL-12.1, C-29)."""
    ground = _in_words(decision, decision.get_ground_display)
    emails.tell(decision.order, act, "ssl_certs.decided", decision.clause, decision.public_id, ground=ground,
                detail=decision.detail, reference=decision.reference,
                effect=decision.effect)  # fmt: skip


def unlocked(decision, act: Act) -> None:
    """The lock is lifted: certificates are issued again (SSL-12.1)."""
    emails.tell(decision.order, act, "ssl_certs.unlocked", "SSL-12.1", decision.public_id)


def authority_stops(stop, order, act: Act) -> None:
    """The authority stops: until when the certificate is served, and what we propose instead (SSL-11.4)."""
    instead = stop.replacement
    proposal = outbox.link("ssl_certs:product", instead.code) if instead else ""
    emails.tell(order, act, "ssl_certs.authority_stops", "SSL-11.4", stop.public_id, words=stop.words,
                authority=order.product.authority_name or stop.authority, ends_on=order.ends_on,
                instead=instead.name if instead else "", proposal=proposal)  # fmt: skip
