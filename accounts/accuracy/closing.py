"""Closing an account: nothing new is ordered, its names end by their own room, its people may still read (DN-7.3.2)."""

from collections.abc import Callable

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from core import belongings, evidence
from core.acts import Act
from core.attention import raise_attention
from core.transitions import NotAllowed

from .looking import CLAUSE, QUEUE

Closer = Callable[
    [object, Act, Act, str], None
]  # the thing, who decided, who carries out, what the customer reads
_closers: dict[str, Closer] = {}


def register_closer(prefix: str, closer: Closer) -> None:
    """Hand over how the things whose public ids begin so end with their account."""
    _closers[prefix] = closer


def demand_open(customer: Customer) -> None:
    """Refuse what a closed account may not do any more. Raises NotAllowed."""
    if customer.closed_at:
        raise NotAllowed(
            _("The account is terminated: nothing can be ordered with it. Its documents stay readable."),
            CLAUSE,
        )


def close(customer: Customer, first: Act, second: Act, words: str) -> None:
    """From now on it is closed; its names end at once, what else runs is shown to staff, thing by thing."""
    customer.closed_at = second.now
    Customer.objects.filter(pk=customer.pk).update(closed_at=second.now)
    evidence.record(customer.public_id, "decision", "account_closed", second, CLAUSE, decided_by=first.actor)
    for kind in belongings.services():
        running = kind.model.objects.of(customer).exclude(state__in=kind.ended).order_by("pk")
        for thing in running.select_related(*getattr(kind.model, "schedule_related", ())):
            _end(thing, first, second, words)


def _end(thing, first: Act, second: Act, words: str) -> None:
    closer, why = _closers.get(thing.public_id.partition("_")[0]), ""
    try:
        if closer:
            return closer(thing, first, second, words)
    except NotAllowed as refusal:
        why = refusal.message
    title = format_lazy(gettext_lazy("{thing} – its account is terminated: decide about it"), thing=thing)
    raise_attention(
        QUEUE, f"{thing.public_id}:closed", thing.public_id, title, act=second, detail=why, clause=CLAUSE
    )
