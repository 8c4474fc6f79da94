"""Requests about personal data for the tests."""

from datetime import datetime

from accounts.models import Customer, PrivacyRequest, User
from accounts.privacy import lifecycle
from core.acts import Act


def asked(customer: Customer, user: User, now: datetime, words: str = "law") -> PrivacyRequest:
    """A correction that waits for the person's answer."""
    act = Act(now, user.public_id)
    request = lifecycle.ask(customer, user, "rectification", words, act)
    return lifecycle.ask_information(request, act, words="law")


def copied(customer: Customer, user: User, now: datetime) -> PrivacyRequest:
    """A copy that was made."""
    act = Act(now, user.public_id)
    request = lifecycle.ask_for_copy(customer, user, True, act)
    return lifecycle.deliver_copy(request, act, answer=b"PK")
