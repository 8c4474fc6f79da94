"""The mails about a name's end by other hands than the calendar's: requests, circumstances, decisions."""

from django.utils import translation

from core import clock
from core.acts import Act
from domains import emails
from notifications import outbox


def _in_words(domain, label) -> str:
    """A label in the language of the customer."""
    with translation.override(domain.customer.language):
        return str(label())


def claim_received(hold, act: Act) -> None:
    """The circumstance protects the name at once; until when it is decided upon (DN-A1-2)."""
    kind = _in_words(hold.domain, hold.get_kind_display)
    emails.tell(hold.domain, act, "domains.claim_received", "DN-A1-2", hold.public_id, circumstance=kind,
                decide_on=clock.local_date(hold.decide_by))  # fmt: skip


def claim_decided(hold, act: Act) -> None:
    """Accepted, or not and why (DN-A1-2)."""
    kind, accepted = _in_words(hold.domain, hold.get_kind_display), hold.state == "open"
    emails.tell(hold.domain, act, "domains.claim_decided", "DN-A1-2", hold.public_id, circumstance=kind,
                accepted=accepted, reason=hold.answer)  # fmt: skip


def cancellation_received(request, act: Act) -> None:
    """What was asked for, and what happens next (DN-A2-4.1.1)."""
    emails.tell(request.domain, act, "domains.cancellation_received", request.clause, request.public_id,
                decide_on=clock.local_date(request.decide_by))  # fmt: skip


def cancellation_refused(request, act: Act) -> None:
    """Not done, and why."""
    why = _in_words(request.domain, request.get_refusal_display)
    emails.tell(request.domain, act, "domains.cancellation_refused", request.clause, request.public_id,
                why=why, reason=act.reason)  # fmt: skip


def suspended(suspension, act: Act) -> None:
    """Told at once, with the reason (DN-4.1, DN-A2-6(4))."""
    emails.tell(suspension.domain, act, "domains.suspended", suspension.clause, suspension.public_id,
                until=suspension.until, **_ruling(suspension))  # fmt: skip


def suspension_lifted(suspension, act: Act) -> None:
    """The name resolves again."""
    emails.tell(suspension.domain, act, "domains.suspension_lifted", "DN-4.1", suspension.public_id)


def decision_executed(decision, act: Act) -> None:
    """What was decided has been done: told to who held the name before (DN-6.1.1)."""
    domain, effect = decision.domain, _in_words(decision, decision.get_effect_display)
    facts = {"name": str(domain), "effect": effect, "issuer": decision.issuer, **_ruling(decision)}
    for address in decision.told_to:
        outbox.queue(
            "domains.decision_executed", to=address, language=decision.customer.language, context=facts,
            about=decision.public_id, key=f"{decision.public_id}:executed:{address}", now=act.now,
            customer=decision.customer, clause=decision.clause, act=act,
        )  # fmt: skip


def handed_over(decision, act: Act) -> None:
    """The new holder learns that the name is in his account (DN-6.1.1)."""
    emails.tell(decision.domain, act, "domains.handed_over", "DN-6.1.1", decision.public_id,
                reference=decision.reference)  # fmt: skip


def deleted_by_authority(domain, act: Act, authority: str, reason: str, reference: str, clause: str) -> None:
    """Told at once, with the authority's own words where it gave any (DN-9.2, DN-A2-6(4))."""
    emails.tell(domain, act, "domains.deleted_by_authority", clause, "deleted_by_authority",
                authority=authority, reason=reason, reference=reference)  # fmt: skip


def _ruling(row) -> dict:
    return {
        "authority": _in_words(row, row.get_authority_display),
        "reason": _in_words(row, row.get_reason_display),
        "reference": row.reference,
        "detail": row.detail,
    }
