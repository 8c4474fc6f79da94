"""Every error type of ACME (RFC 8555 6.7, RFC 9773) as the port's: asked again, about us, or a refusal in its code.

Where the answer is about us (`OURS`: account, contract, limits), the lifecycle asks again tomorrow and tells staff;
the customer's certificate is not refused for that.
"""

from datetime import datetime
from email.utils import parsedate_to_datetime

from core.ports import PortError, PortRefused, PortUnavailable

from .network import BAD_NONCE, NOT_FOUND, Problem
from .terms import ACME

ACCOUNT, OURSELVES, LIMIT = "accountDoesNotExist", "unsupported", "rateLimited"
TEMPORARY = {BAD_NONCE, NOT_FOUND, "serverInternal", "orderNotReady"}  # a page that is missing comes back
# Types that the customer's texts do not know, under the code that says the same to him or to staff.
SAID_AS = {
    "tls": "connection",
    "unknownHost": "dns",
    "alreadyReplaced": "malformed",
    "badSignatureAlgorithm": OURSELVES,
    "badPublicKey": OURSELVES,  # of our account; of the certificate only when it is issued
    "invalidContact": OURSELVES,
    "invalidEmail": OURSELVES,
    "invalidProfile": OURSELVES,
    "unsupportedContact": OURSELVES,
    "userActionRequired": OURSELVES,  # new terms of the authority: a person must agree (SSL-10.3a)
}
# When a certificate is to be issued, every name is proven already: what remains is about the request itself.
SAID_AT_ISSUE = {"unauthorized": "badCSR", "badPublicKey": "badPublicKey"}


def port_error(problem: Problem, now: datetime, issuing: bool = False) -> PortError:
    """What the caller is told."""
    kind, words = _kind(problem), str(problem)
    if problem.status >= 500 or kind in TEMPORARY:
        return PortUnavailable(f"{kind}: {words}")
    if kind == LIMIT or problem.status == 429:
        return _limit(problem, now)
    if kind == "unauthorized" and problem.status == 401:
        return PortRefused(ACCOUNT, f"our account is closed: {words}")
    said = SAID_AT_ISSUE.get(kind) if issuing else None
    code = said or SAID_AS.get(kind, kind)
    return PortRefused(code, words if code == kind else f"{kind}: {words}")


def finding(problem: Problem) -> tuple[str, str]:
    """What was found wrong with one name: its code, and the authority's own words."""
    kind = _kind(problem)
    return SAID_AS.get(kind, kind), str(problem)


def _kind(problem: Problem) -> str:
    """Several problems at once count as the first of them."""
    if problem.kind == "compound" and problem.about:
        return problem.about[0][1]
    return problem.kind


def _limit(problem: Problem, now: datetime) -> PortError:
    """A limit that ends soon is waited out; a longer one is for staff."""
    seconds = _seconds(problem.retry_after, now)
    if seconds is not None and seconds <= ACME.soon.total_seconds():
        return PortUnavailable(f"{LIMIT}: {problem}")
    return PortRefused(LIMIT, str(problem))


def _seconds(retry_after: str, now: datetime) -> float | None:
    """How long to wait, as the header says it: seconds or a date."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return (parsedate_to_datetime(retry_after) - now).total_seconds()
    except (ValueError, TypeError):
        return None
