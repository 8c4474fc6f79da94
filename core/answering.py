"""What an answer of the outside world leaves on a thing: asked now, settled, asked again tomorrow; staff told."""

from datetime import datetime

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import format_lazy

from . import clock
from .acts import Act
from .attention import raise_attention
from .models import Calling, Scheduled
from .transitions import amend


def call_now(thing: Calling, act: Act) -> None:
    """The outside world is to be asked at once."""
    thing.call_at, thing.call_attempts, thing.call_error = act.now, 0, ""


def heard_by_hand(about: str, act: Act, clause: str) -> None:
    """Staff have answered for the outside world: the thing (its public id) that waits for it asks again at once."""
    for model in apps.get_models():
        if issubclass(model, Calling) and about.startswith(f"{model._meta.get_field('public_id').prefix}_"):
            for thing in model._base_manager.filter(public_id=about, call_at__isnull=False):
                amend(thing, act, "answered_by_hand", clause, call_at=act.now, call_attempts=0, call_error="")


def settle_call(thing: Calling, next_at: datetime | None = None) -> None:
    """It has answered; it is asked again at `next_at`, or not at all."""
    thing.call_at, thing.call_attempts, thing.call_error = next_at, 0, ""


def ask_tomorrow(thing: Calling, act: Act, error: str) -> None:
    """It refuses for a reason of ours: asked again at this hour tomorrow."""
    thing.call_at, thing.call_error = clock.tomorrow_of(act.now, 1), error


def tell_staff(
    thing: Scheduled, act: Act, queue: str, title: str | Promise, clause: str, detail: str = ""
) -> None:
    """Show a thing to staff, once a day for each queue."""
    key, title = f"{thing.public_id}:{queue}:{act.today}", format_lazy("{} – {}", thing, title)
    raise_attention(queue, key, thing.public_id, title, act=act, detail=detail, clause=clause)
