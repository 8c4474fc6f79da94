"""What the sandbox authority knows of control over names, and how long that may be used again (C-09, facts C).

A reissue whose names were proven lately enough is issued without new proof; older evidence asks for new tokens.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from core.clock import local_date
from ssl_certs.authority.models import SandboxIssue
from ssl_certs.authority.port import DNS, EMAIL, HTTP, Challenge, Request
from ssl_certs.models.limits import ValidityLimit

from . import behaviours
from .terms import SANDBOX

FINE = ("", "")
PATH = "/.well-known/pki-validation/fileauth.txt"


def limit(now: datetime) -> ValidityLimit | None:
    """The limits of the day; None where the table does not reach back so far."""
    return ValidityLimit.objects.filter(starts_on__lte=local_date(now)).order_by("-starts_on").first()


def reusable(issue: SandboxIssue | None, now: datetime) -> dict[str, str]:
    """The names whose proof is young enough, with its instant."""
    rules = limit(now)
    if issue is None or rules is None:
        return {}
    oldest = now - timedelta(days=rules.domain_days)
    return {name: at for name, at in issue.proven.items() if parse_datetime(at) >= oldest}


def new_tokens(issue: SandboxIssue, now: datetime) -> None:
    """A fresh token for each name that is not proven."""
    short = behaviours.has(issue.names, behaviours.EXPIRING) and not issue.tokens
    issue.tokens = {name: secrets.token_urlsafe(24) for name in issue.names if name not in issue.proven}
    issue.tokens_until = now + (SANDBOX.short_token if short else SANDBOX.token_life)


def problem(issue: SandboxIssue, name: str, wanted: Request, now: datetime) -> tuple[str, str]:
    """What the authority finds wrong when it looks at a name now: its kind and words; empty when all is well."""
    label, method = behaviours.label_of(name), wanted.methods.get(name, DNS)
    if now >= issue.tokens_until:
        return "expired", f"the token of {name} has expired"
    if label == behaviours.SLOW_MAIL and method != EMAIL:
        return "unauthorized", f"control of {name} is proven by e-mail only"
    code, words = behaviours.PROBLEMS.get(label, FINE)
    return code, words.format(name=name.removeprefix("*."), where=_where(name, method))


def answered(issue: SandboxIssue, name: str, now: datetime) -> bool:
    """Whether the proof is there already: a slow mail box takes its time."""
    slow = behaviours.label_of(name) == behaviours.SLOW_MAIL
    return not slow or now >= issue.asked_at + SANDBOX.slow_mail


def challenge(
    issue: SandboxIssue, name: str, wanted: Request, found: tuple[str, str], now: datetime
) -> Challenge:
    """How control of a name is to be proven, and how far that is."""
    method, bare = wanted.methods.get(name, DNS), name.removeprefix("*.")
    if name in issue.proven:
        return Challenge(name, method, valid=True)
    token, (code, words) = issue.tokens[name], found
    common: dict[str, Any] = {
        "expires_at": issue.tokens_until, "problem": words, "code": code, "open": now < issue.tokens_until
    }  # fmt: skip
    if method == EMAIL:
        return Challenge(name, method, address=wanted.addresses.get(name) or f"admin@{bare}", **common)
    if method == HTTP:
        return Challenge(name, method, path=PATH, value=token, **common)
    return Challenge(name, method, host=f"_pki-validation.{bare}", record="TXT", value=token, **common)


def _where(name: str, method: str) -> str:
    bare = name.removeprefix("*.")
    return f"http://{bare}{PATH}" if method == HTTP else f"_pki-validation.{bare}"
