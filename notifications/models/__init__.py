"""The tables of mails: the outbox, and what came back."""

from .bounces import Bounce, FailingAddress
from .email import BODY, FORGOTTEN, PURGED, SUBJECT, Email, Frame, Immutable

__all__ = [
    "BODY",
    "FORGOTTEN",
    "PURGED",
    "SUBJECT",
    "Bounce",
    "Email",
    "FailingAddress",
    "Frame",
    "Immutable",
]
