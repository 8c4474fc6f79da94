"""Terms of formal notices: the answer's clock is the contract's, the others are our own."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class FormalTerms:
    """From the posting of the letter on."""

    answer: timedelta = term(days(30), "SSL-8.3")  # from the receipt; the last of these days still counts
    return_receipt: timedelta = term(days(15), POLICY)  # then a person asks the post where it is
    our_answer_lead: timedelta = term(days(10), POLICY)  # before our own last day staff are reminded
    characters: int = term(5_000, POLICY)


FORMAL = FormalTerms()
