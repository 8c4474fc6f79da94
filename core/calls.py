"""Outside calls: asked without a lock and at least once; adapters look before they act.

The worker has leased the row (its next look lies beyond the lease) and committed. A kill here loses nothing:
after the lease the call is made again.
"""

import logging

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import evidence
from .acts import Act
from .attention import raise_attention
from .ports import PortError, PortRefused, PortWaiting
from .schedule import next_at
from .terms import OPERATIONS
from .transitions import Call, NotAllowed

log = logging.getLogger(__name__)


def make_call(row, call: Call, act: Act) -> None:
    """Ask the port and hand its answer to the flow; what does not succeed is asked again later."""
    try:
        _ask_and_apply(row, call, act)
    except PortWaiting as waiting:
        _postpone(row, act, str(waiting), OPERATIONS.recheck)
    except Exception as error:
        log.warning("%s %s: %s", row.public_id, call.name, error, exc_info=not isinstance(error, PortError))
        row.refresh_from_db()
        tried = min(row.call_attempts, len(OPERATIONS.backoff)) - 1
        _postpone(row, act, f"{type(error).__name__}: {error}", OPERATIONS.backoff[tried])
        _alert(row, call, act, str(error))


def _ask_and_apply(row, call: Call, act: Act) -> None:
    try:
        answer = call.ask(row, act)
    except PortRefused as refusal:
        _apply(row, call.refused, act, refusal=refusal)
    else:
        _apply(row, call.done, act, answer=answer)


def _apply(row, verb, act: Act, **answer) -> None:
    """The answer's verb; a thing that somebody has moved meanwhile is shown to staff."""
    try:
        verb(row, act, **answer)
    except NotAllowed as moved:
        title = format_lazy(_("{thing} – the answer to “{verb}” came too late"), thing=row, verb=verb.name)
        raise_attention(
            "late_answer",
            f"{row.public_id}:{verb.name}:{act.now:%Y%m%d%H%M%S}",
            row.public_id,
            title,
            detail=moved.message,
            clause=verb.clause,
            act=act,
        )


def _postpone(row, act: Act, error: str, wait) -> None:
    with transaction.atomic():
        row.call_at, row.call_error = act.now + wait, error
        row.next_action_at = next_at(row.steps(), row.acted_through)
        queryset = type(row)._base_manager.filter(pk=row.pk, state=row.state)
        queryset.update(call_at=row.call_at, call_error=error, next_action_at=row.next_action_at)
        evidence.record(row.public_id, "call", "postponed", act, error=error, attempt=row.call_attempts)


def _alert(row, call: Call, act: Act, error: str) -> None:
    if row.call_attempts == OPERATIONS.alert_after_attempts:
        title = format_lazy(_("{thing} – the call “{call}” keeps failing"), thing=row, call=call.name)
        raise_attention(
            "port",
            f"{row.public_id}:{call.name}:{act.now:%Y%m%d}",
            row.public_id,
            title,
            detail=error,
            clause=call.clause,
            act=act,
        )
