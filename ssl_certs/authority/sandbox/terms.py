"""How slow the sandbox authority is where a name asks it to be slow. None of it is promised to a customer."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class SandboxTerms:
    """The delays behind the behaviours."""

    token_life: timedelta = term(days(30), POLICY)  # a random value lives no longer (facts C)
    short_token: timedelta = term(timedelta(hours=1), POLICY)
    slow_mail: timedelta = term(timedelta(hours=4), POLICY)
    late_issue: timedelta = term(days(1), POLICY)
    correction: timedelta = term(timedelta(hours=12), POLICY)  # until it has mended its own mistake
    slow_revocation: timedelta = term(timedelta(hours=1), POLICY)
    window_before: timedelta = term(
        days(40), POLICY
    )  # RFC 9773: earlier than anybody would reissue by himself
    window: timedelta = term(days(5), POLICY)
    second: timedelta = term(timedelta(seconds=1), POLICY)  # the last second of a validity counts (RFC 5280)
    list_life: timedelta = term(days(7), POLICY)  # of its revocation list


SANDBOX = SandboxTerms()
