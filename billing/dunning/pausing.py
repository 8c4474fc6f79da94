"""Pauses: days that do not count on the ladder of one thing, entered and ended by a person with a reason (C-13)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import DunningPause, Payment
from core.acts import Act
from core.clock import days
from core.transitions import Flow, NotAllowed, amend, claim

from .book import forget
from .subjects import bought, find

CLAUSE = "C-13"
flow = Flow(DunningPause)


@transaction.atomic
def pause(about: str, act: Act, ground: str, until: date | None = None) -> DunningPause:
    """From today on no day counts, until a last day or until it is ended. The past is not changed."""
    thing = find(about)
    claim(thing)
    if until and until < act.today:
        raise NotAllowed(_("Choose a day to come."), CLAUSE)
    facts = {"ground": ground, "reason": act.reason, "entered_at": act.now, "entered_by": act.actor}
    try:
        with transaction.atomic():
            row = DunningPause.objects.create(
                customer_id=thing.customer_id, about=about, starts_on=act.today, ends_on=until, **facts
            )
    except IntegrityError:
        raise NotAllowed(
            _("The dunning of %(thing)s is paused already.") % {"thing": thing}, CLAUSE
        ) from None
    forget()
    amend(thing, act, "dunning_paused", CLAUSE)
    return row


def keep_for_payment(numbers: set[str], payment: Payment, act: Act, begins: bool) -> None:
    """While the payment of a thing is contested its ladder stands still; a pause that a person entered stays."""
    for thing in bought(numbers):
        paused = DunningPause.objects.filter(about=thing.public_id, ends_on=None)
        mine = paused.filter(ground=DunningPause.Ground.DISPUTE, reason__startswith=payment.public_id)
        if begins and not paused.exists():
            pause(thing.public_id, act.because(f"{payment.public_id}: {act.reason}"[:300]), "dispute")
        for row in mine if not begins else ():
            end(row, act)


@flow.verb(source="entered", target="ended", clause=CLAUSE, label=gettext_lazy("let the days count again"))
def resume(row: DunningPause, act: Act) -> None:
    """The days count again from today on."""
    if row.ends_on and row.ends_on < act.today:
        raise NotAllowed(_("This pause is over."), CLAUSE)
    row.ends_on = max(act.today - days(1), row.starts_on)


def end(row: DunningPause, act: Act) -> None:
    """End a pause, and let its thing look at its schedule anew."""
    with transaction.atomic():
        thing = find(row.about)
        claim(thing)
        resume(row, act)
        forget()
        amend(thing, act, "dunning_resumed", CLAUSE)
