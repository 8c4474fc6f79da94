"""Work by hand: what a port asks of staff, once; they do it out there and type in what they saw.

The first call of the port opens one piece of work and raises `PortWaiting`; so does every call until a person has
answered. Then the same call returns the answer. Call it outside a transaction: the work outlives the exception.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .acts import Act
from .attention import close_attention, raise_attention
from .ports import PortRefused, PortWaiting


class ByHand(models.Model):
    """Something that staff do; `answer` is what they saw or, where it is `refused`, its `code` and `message`."""

    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=24, blank=True)
    answer = models.JSONField(_("answer"), default=dict, blank=True)
    refused = models.BooleanField(_("refused"), default=False)

    command: str
    queue: str  # where staff find it
    title: str | Promise  # what it is called there, with `what`

    class Meta:
        abstract = True

    @property
    def about(self) -> str:
        """The public id of the thing that it is done for."""
        raise NotImplementedError(type(self).__name__)

    @property
    def waiting(self) -> str:
        """The public id of what asks again once it is answered."""
        return self.about

    @property
    def clause(self) -> str:
        """The clause under which it is done."""
        raise NotImplementedError(type(self).__name__)


Work = TypeVar("Work", bound=ByHand)


def ask(model: type[Work], which: Mapping[str, Any], fresh: Mapping[str, Any]) -> Work:
    """The one piece of work that `which` tells from all others, on the list of staff until it is answered."""
    with transaction.atomic():
        asked, _new = model._default_manager.get_or_create(**which, defaults=fresh)
        if asked.answered_at is None:
            title = asked.title % {"what": asked}
            act = Act(asked.asked_at)
            raise_attention(asked.queue, _key(asked), asked.about, title, act=act, clause=asked.clause)
    return asked


def heard(asked: Work) -> Work:
    """The work with its answer. Raises PortWaiting until there is one, PortRefused where it could not be done."""
    if asked.answered_at is None:
        raise PortWaiting(f"{asked.command} {asked.about}: asked from staff")
    if asked.refused:
        raise PortRefused(asked.answer["code"], asked.answer["message"])
    return asked


def answer(asked: Work, said: Mapping[str, Any], act: Act) -> Work:
    """Staff type what they saw; a piece of work is answered once."""
    return _close(asked, dict(said), False, act)


def refuse(asked: Work, code: int | str, message: str, act: Act) -> Work:
    """Staff type why it cannot be done: the kind of refusal and its words."""
    return _close(asked, {"code": code, "message": message}, True, act)


def instant(said: Mapping[str, Any], fact: str) -> datetime:
    """A typed instant; one without an offset is meant in UTC. Raises ValueError in words."""
    found = parse_datetime(str(said.get(fact, "")))
    if found is None:
        raise ValueError(gettext("%(fact)s is not a date and time.") % {"fact": fact})
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _close(asked: Work, said: dict[str, Any], refused: bool, act: Act) -> Work:
    facts = {"answer": said, "refused": refused, "answered_at": act.now, "answered_by": act.actor}
    with transaction.atomic():
        if type(asked)._default_manager.filter(pk=asked.pk, answered_at=None).update(**facts):
            close_attention(act, key=_key(asked))
    asked.refresh_from_db()
    return asked


def _key(asked: ByHand) -> str:
    return f"{asked.queue}:{asked.pk}"
