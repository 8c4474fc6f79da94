"""The mail of a terminated account."""

from django.utils import translation

from core.acts import Act
from notifications import outbox

from .models import DataCase


def terminated(case: DataCase, act: Act) -> None:
    """The account and its names end at once, for which reason, and what stays readable (DN-7.3.2)."""
    customer = case.customer
    with translation.override(customer.language):
        ground = case.get_ground_display()
    outbox.queue(
        "accounts.terminated", to=customer.billing_email, language=customer.language, customer=customer,
        context={"name": customer.name, "ground": ground, "words": case.words,
                 "link": outbox.link("accounts:profile")},
        about=case.public_id, key=f"{case.public_id}:terminated", clause="DN-7.3.2", now=act.now, act=act,
    )  # fmt: skip
