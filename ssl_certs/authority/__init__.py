"""The authority port and its adapters: ACME, a reseller's API, by hand, sandbox. All that a caller needs is here."""

from .choosing import authority_for
from .port import Authority, Challenge, Issued, Progress, Request, Window
from .refusals import refusal_text

__all__ = [
    "Authority",
    "Challenge",
    "Issued",
    "Progress",
    "Request",
    "Window",
    "authority_for",
    "refusal_text",
]
