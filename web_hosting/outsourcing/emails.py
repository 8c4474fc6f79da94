"""The mails of outsourcing: estimate, start, report and credit of a mission; a monthly contract's life (HD-2.3)."""

from typing import Any

from core.acts import Act
from notifications import outbox
from web_hosting.models import HostingAccount

from .models import Mission, MissionQuote, OutsourcingContract


def mission_received(mission: Mission, act: Act) -> None:
    """We have the request: an estimate comes first, in working days (HD-2.3.1)."""
    _mission(mission, act, "mission_received", "asked", until=mission.quote_by)


def quote_offered(quote: MissionQuote, act: Act) -> None:
    """The estimated time and its price, told in advance; nothing is worked before it is accepted and paid."""
    _mission(quote.mission, act, "quote_offered", quote.public_id, minutes=quote.minutes, amount=quote.amount_ht,
             words=quote.words, until=quote.valid_until,
             action=outbox.link("web_hosting:quote", quote.public_id))  # fmt: skip


def quote_lapsed(quote: MissionQuote, act: Act) -> None:
    """Not accepted or not paid in time: nothing is owed."""
    _mission(quote.mission, act, "quote_lapsed", f"lapsed:{quote.public_id}", number=quote.number)


def mission_started(quote: MissionQuote, act: Act) -> None:
    """Paid: the work goes on, no minute beyond it."""
    _mission(quote.mission, act, "mission_started", f"paid:{quote.public_id}", minutes=quote.minutes)


def mission_done(mission: Mission, act: Act, credited: int) -> None:
    """What was done and how long it took; what was not worked is credited."""
    _mission(mission, act, "mission_done", "done", worked=mission.worked_minutes, paid=mission.paid_minutes,
             credited=credited, report=mission.report)  # fmt: skip


def contract_started(contract: OutsourcingContract, act: Act) -> None:
    """The contract runs: checklist, hours, answers (HD-2.3.2)."""
    _contract(contract, act, "contract_started", "HD-2.3.2(1)", "started", until=contract.paid_through)


def contract_onboarded(contract: OutsourcingContract, act: Act) -> None:
    """The checklist of the beginning is done."""
    items = [str(step.get_kind_display()) for step in contract.checklist.all()]
    _contract(contract, act, "contract_onboarded", "HD-2.3.2(1)", "onboarded", items=", ".join(items))


def contract_proposed(contract: OutsourcingContract, act: Act, total: int) -> None:
    """The proforma of the next month (HD-6.2)."""
    _contract(contract, act, "contract_proposed", "HD-6.2", f"proposed:{contract.paid_through}", total=total,
              until=contract.paid_through)  # fmt: skip


def contract_ended(contract: OutsourcingContract, act: Act, unpaid: bool) -> None:
    """It has ended: by notice, or not paid; the backups are the hosting's or the customer's again (C-34)."""
    included = contract.about.startswith(f"{HostingAccount._meta.get_field('public_id').prefix}_")
    _contract(contract, act, "contract_ended", "HD-6.3" if not unpaid else "HD-6.2", "ended", unpaid=unpaid,
              included=included)  # fmt: skip


def _mission(mission: Mission, act: Act, what: str, key: str, **more: Any) -> None:
    link = outbox.link("web_hosting:mission", mission.public_id)
    _tell(mission, act, what, "HD-2.3.1", key, name=mission.title, link=link, **more)


def _contract(contract: OutsourcingContract, act: Act, what: str, clause: str, key: str, **more: Any) -> None:
    link = outbox.link("web_hosting:contract", contract.public_id)
    _tell(contract, act, what, clause, key, name=contract.label, link=link, **more)


def _tell(thing, act: Act, what: str, clause: str, key: str, **context: Any) -> None:
    customer = thing.customer
    outbox.queue(
        f"web_hosting.{what}", to=customer.billing_email, language=customer.language, about=thing.public_id,
        context={"currency": customer.currency, **context}, key=f"{thing.public_id}:{what}:{key}", now=act.now,
        customer=customer, clause=clause, act=act,
    )  # fmt: skip
