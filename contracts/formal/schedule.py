"""The future of a formal notice: the return receipt is missed, our own answer is due, the thirty days are over."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from contracts.formal.terms import FORMAL
from core.clock import days, opening
from core.schedule import Step


class FormalFacts(NamedTuple):
    """What it follows from; `ours`: the letter is ours, the customer has to answer."""

    state: str
    ours: bool
    sent_on: date | None
    received_on: date | None


def last_day(received_on: date) -> date:
    """The last day on which an answer comes in time: the thirtieth after the receipt (SSL-8.3)."""
    return received_on + FORMAL.answer


def formal_schedule(notice: FormalFacts) -> Iterator[Step]:
    """What will happen if nobody acts. The clock decides nothing: it calls the people who decide."""
    if notice.state == "sent" and notice.sent_on:
        yield Step(
            opening(notice.sent_on + FORMAL.return_receipt + days(1)), "SSL-8.3", "miss_receipt", shown=False
        )
    if notice.state == "received" and notice.received_on:
        last = last_day(notice.received_on)
        if not notice.ours:
            yield Step(opening(last - FORMAL.our_answer_lead), "SSL-8.3", "remind_us", shown=False)
        yield Step(opening(last + days(1)), "SSL-8.3", "lapse")
