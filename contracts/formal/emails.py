"""The mail about a formal notice: at each change, in the customer's language."""

from django.utils import translation

from core.acts import Act
from notifications import outbox

from .models import FormalNotice


def told(notice: FormalNotice, act: Act, event: str) -> None:
    """What has happened to it (`event`), what it is about, and until when an answer is due (SSL-8.3)."""
    customer = notice.customer
    with translation.override(customer.language):
        decision, ground = notice.get_decision_display(), notice.get_ground_display()
    outbox.queue(
        "contracts.formal_notice", to=customer.billing_email, language=customer.language, customer=customer,
        context={
            "event": event, "ours": notice.ours, "number": notice.public_id, "service": notice.label,
            "clause": notice.broken, "breach": notice.breach, "tracking": notice.tracking, "damages": notice.damages,
            "sent_on": notice.sent_on, "received_on": notice.received_on, "until": notice.answer_until,
            "decision": decision, "ground": ground, "words": notice.words,
            "link": outbox.link("contracts:formal_notice", notice.public_id),
        },
        about=notice.public_id, key=f"{notice.public_id}:{event}", clause="SSL-8.3", now=act.now, act=act,
    )  # fmt: skip
