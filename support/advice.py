"""Advice unasked: each service whose policy promises it is reviewed on a rhythm, and its customer told (SRV-6.1.3).

The products say what their counters show of a service; staff write the advice, and the month's report counts it.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.answering import tell_staff
from core.attention import close_attention
from core.clock import local_date, months_later
from core.transitions import Flow, NotAllowed

from . import emails
from .models import Advice, Coverage

TINY = timedelta(microseconds=1)
QUEUE, LATE, CLAUSE = "advice", "advice_late", "SRV-6.1.3"
Facts = Callable[[str, datetime], list[tuple[Any, Any]]]
_known: dict[str, Facts] = {}
flow = Flow(Advice)


def know(prefix: str, facts: Facts) -> None:
    """A product hands over what it knows of one of its services: (what, how it stands)."""
    _known[f"{prefix}_"] = facts


def facts(about: str, now: datetime) -> list[tuple[Any, Any]]:
    """What is known of a service, for who reviews it."""
    found = _known.get(f"{about.partition('_')[0]}_")
    return found(about, now) if found else []


def plan(cover: Coverage, act: Act) -> None:
    """The rhythm begins with the coverage; one that goes on under another name keeps its day."""
    policy = cover.promised
    if not policy.advice_months:
        return
    if Advice.objects.filter(about=cover.about, policy=cover.policy, state__in=Advice.OPEN).exists():
        return
    _next(cover, local_date(cover.since), policy.advice_months, policy.advice_clause, act)


def drop(cover: Coverage, act: Act) -> None:
    """The coverage has ended: nothing is owed any more."""
    for row in Advice.objects.filter(about=cover.about, policy=cover.policy, state__in=Advice.OPEN):
        be_dropped(row, act)


def advised_services() -> list[Coverage]:
    """The services whose customers are promised advice, by name."""
    return list(
        Coverage.objects.filter(until=None, terms__advice_months__gt=0)
        .select_related("customer")
        .order_by("label")
    )


def advise(about: str, act: Act, words: str) -> Advice:
    """Advice or a warning on any day, besides the rhythm (SRV-6.1.3). Raises NotAllowed where none is promised."""
    cover = next((row for row in advised_services() if row.about == about), None)
    if cover is None:
        raise NotAllowed(_("Advice is part of Fully Managed: this service has another option."), CLAUSE)
    with transaction.atomic():
        row = _of(cover, act.today, 0, act.today, act, Advice.State.DUE)
        row.save()
        give(row, act, words=words)
    return row


def counted(about: str, first: date, after: date) -> dict[str, Any] | None:
    """Of the reviews that fell due in a month how many were given, and what was advised besides; None of nothing."""
    rows = list(
        Advice.objects.filter(about=about, due_on__gte=first, due_on__lt=after).exclude(state="dropped")
    )
    given = [row.state == Advice.State.GIVEN for row in rows if row.months]
    counts = {"due": len(given), "given": given.count(True), "besides": len(rows) - len(given)}
    return {**counts, "clause": rows[0].clause} if rows else None


@flow.verb(source="planned", target="due", clause="SRV-6.1.3", clause_of=lambda advice: advice.clause)
def fall_due(advice: Advice, act: Act) -> None:
    """Its day has come: staff look at the service; the next one has its day already."""
    tell_staff(advice, act, QUEUE, gettext_lazy("review the service and advise its customer"), advice.clause)
    cover = Coverage.objects.filter(about=advice.about, policy=advice.policy, until=None).first()
    if cover and cover.promised.advice_months:
        months = advice.months + cover.promised.advice_months
        _next(cover, advice.started_on, months, advice.clause, act)


@flow.verb(source="due", clause="SRV-6.1.3", clause_of=lambda advice: advice.clause)
def report_late(advice: Advice, act: Act) -> None:
    """Some days have passed and nobody has advised: staff are told once more."""
    tell_staff(advice, act, LATE, gettext_lazy("the review is late"), advice.clause)


@flow.verb(source="due", target="given", clause="SRV-6.1.3", label=gettext_lazy("advise the customer"),
           clause_of=lambda advice: advice.clause)  # fmt: skip
def give(advice: Advice, act: Act, words: str) -> None:
    """What staff have seen and advise: the customer reads it by mail and on its page."""
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise NotAllowed(_("Write what the customer is advised."), advice.clause)
    advice.words, advice.given_at, advice.given_by = said, act.now, act.actor
    evidence.record(advice.about, "act", "advised", act, advice.clause, advice=advice.public_id)
    close_attention(act, about=advice.public_id)
    emails.advised(advice, act)


@flow.verb(source=Advice.OPEN, target="dropped", clause="SRV-6.1.3", clause_of=lambda advice: advice.clause)
def be_dropped(advice: Advice, act: Act) -> None:
    """It is no longer owed."""
    close_attention(act, about=advice.public_id)


def draft(advice: Advice, now: datetime) -> str:
    """Where staff begin to write: what the counters say, a line each, and what is to be looked at by hand."""
    return "\n".join(lines([*facts(advice.about, now), *((what, "") for what in BY_HAND)]))


def lines(known: Iterable[tuple[Any, Any]]) -> list[str]:
    """What is known, in words, a line each."""
    return [_("%(what)s: %(how)s") % {"what": what, "how": how} for what, how in known]


BY_HAND = (gettext_lazy("Updates"), gettext_lazy("Backups looked at"), gettext_lazy("Our advice"))


def _next(cover: Coverage, start: date, months: int, clause: str, act: Act) -> None:
    row = _of(cover, start, months, months_later(start, months), act)
    row.clause = clause
    row.reschedule()
    row.save()


def _of(cover: Coverage, start: date, months: int, due_on: date, act: Act, state: str = "planned") -> Advice:
    return Advice(
        state=state, customer_id=cover.customer_id, about=cover.about, label=cover.label, policy=cover.policy,
        clause=cover.promised.advice_clause, started_on=start, months=months, due_on=due_on,
        acted_through=act.now - TINY,
    )  # fmt: skip
