"""How we speak EPP where a registry's own entry says nothing else (RFC 5730, 5734): the company's own rules."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class EppTerms:
    """Deadlines of one session, and how long exchanges are kept. None is promised to a customer."""

    connect: timedelta = term(timedelta(seconds=10), POLICY)  # TCP and TLS
    greeting: timedelta = term(timedelta(seconds=20), POLICY)
    answer: timedelta = term(timedelta(seconds=60), POLICY)  # must stay well inside the lease of a call
    wait: timedelta = term(timedelta(seconds=30), POLICY)  # for a session that another thread uses
    hello: timedelta = term(timedelta(minutes=4), POLICY)  # an idle session is kept alive
    idle: timedelta = term(timedelta(minutes=30), POLICY)  # and then closed
    after_refused_login: timedelta = term(timedelta(minutes=5), POLICY)  # or the registry locks the account
    exchanges_kept: timedelta = term(days(400), POLICY)  # what changed something: over a renewal's cycle
    questions_kept: timedelta = term(days(30), POLICY)


EPP = EppTerms()
