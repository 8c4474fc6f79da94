"""The numbers of personal data: what law 09-08 gives, what other laws ask to keep, and the company's own rules."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import LAW, POLICY, days, term

ANSWER, KEPT_NO_LONGER = LAW + "09-08, art. 8", LAW + "09-08, art. 3"


@dataclass(frozen=True, slots=True)
class PrivacyTerms:
    """The life of a request. Ten clear days are the law's for a correction; we hold every request to them."""

    answer_days: int = term(10, ANSWER)  # clear days
    warning: timedelta = term(days(3), POLICY)  # so long before the promised day staff see it in amber
    information: timedelta = term(days(5), POLICY)  # a question that we ask is answered by then
    copy_kept: timedelta = term(days(7), POLICY)  # then the file goes; another can be asked for
    copies: int = term(3, POLICY)  # that one person asks for in a day; so are links to one address
    characters: int = term(5_000, POLICY)
    link: timedelta = term(days(1), POLICY)  # so long the link that shows whose address it is may be used
    links_an_hour: int = term(5, POLICY)  # asked for from one place
    hour: timedelta = term(timedelta(hours=1), POLICY)


@dataclass(frozen=True, slots=True)
class RetentionTerms:
    """How long each kind of data is kept after what it was needed for."""

    identity_unused: timedelta = term(days(90), KEPT_NO_LONGER)  # refused, replaced or expired
    identity_ended: timedelta = term(days(365), KEPT_NO_LONGER)  # after the last name of its holder
    organisation: timedelta = term(days(365), KEPT_NO_LONGER)  # after the end of the certificate's year
    attachments: timedelta = term(days(730), KEPT_NO_LONGER)  # after the request was closed
    reporters: timedelta = term(days(365), KEPT_NO_LONGER)  # after the report of abuse was decided
    strangers: timedelta = term(days(90), KEPT_NO_LONGER)  # mail that belongs to no request
    contacts: timedelta = term(days(1825), KEPT_NO_LONGER)  # archived, and named by nothing any more
    change_log: timedelta = term(days(1825), KEPT_NO_LONGER)
    addresses: timedelta = term(days(365), KEPT_NO_LONGER)  # from where a change was made
    requests: timedelta = term(days(1825), KEPT_NO_LONGER)  # their words, after they were answered
    sessions: timedelta = term(days(14), POLICY)  # signed in without coming back
    accounting: timedelta = term(days(3652), LAW + "CGI, art. 211")
    contract: timedelta = term(days(1825), POLICY)  # evidence, after the contract's life
    chains: int = term(5_000, POLICY)  # of evidence, in one night
    batch: int = term(200, POLICY)  # rows that one transaction purges


PRIVACY = PrivacyTerms()
RETENTION = RetentionTerms()
