"""Decisions of the company about a service: one person enters them, another one executes them (guard 18)."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import evidence
from .acts import Act
from .attention import raise_attention
from .transitions import NotAllowed

TO_EXECUTE = _("{decision}: to be executed")


def enter(decision: Any, thing: Any, act: Act, queue: str, title: Any = TO_EXECUTE, **facts: Any) -> None:
    """Write it down with its proof; staff find it in `queue`, called `title`. `facts`: what else the proof holds."""
    decision.customer_id = thing.customer_id
    decision.entered_at, decision.entered_by, decision.acted_through = act.now, act.actor, act.now
    decision.reschedule()
    decision.save()
    evidence.record(thing.public_id, "decision", "decision_entered", act, decision.clause,
                    decision=decision.public_id, **facts)  # fmt: skip
    key, words = f"{decision.public_id}:entered", format_lazy(title, decision=decision)
    raise_attention(queue, key, decision.public_id, words, act=act, clause=decision.clause)


def by_another(decision: Any, act: Act, clause: str) -> None:
    """Raises NotAllowed for the person who has entered it."""
    if act.actor == decision.entered_by:
        words = _("You have entered this decision yourself: another person must execute it.")
        raise NotAllowed(words, clause)


def executed(decision: Any, thing: Any, act: Act, **facts: Any) -> None:
    """The proof that it was carried out, and by whom it had been entered."""
    evidence.record(thing.public_id, "decision", "decision_executed", act, decision.clause,
                    decision=decision.public_id, entered_by=decision.entered_by, **facts)  # fmt: skip


def silent(thing: Any) -> bool:
    """Whether the delay of a decision that was executed keeps every word about it from the customer (C-29)."""
    return thing.decisions.filter(state="executed", told_at=None).exclude(gag_until=None).exists()
