"""The ground's tables: evidence, holidays, staff attention, the pulse of the clock; and the scheduled mixins."""

from datetime import datetime

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .anchors import EvidenceAnchor
from .evidence import EvidenceRecord, StateChange
from .ids import PublicIdField
from .schedule import Step, next_at

__all__ = [
    "Attention",
    "Calling",
    "EvidenceAnchor",
    "EvidenceRecord",
    "GroupRights",
    "Holiday",
    "PublicIdField",
    "Pulse",
    "Scheduled",
    "Silence",
    "StateChange",
]


class Scheduled(models.Model):
    """A thing with a future: the worker asks only for rows whose `next_action_at` has come.

    `next_action_at` is written by `move()`, `amend()` and the worker, nobody else; `acted_through` is the
    watermark: every step up to it has been performed.
    """

    next_action_at = models.DateTimeField(_("next action"), null=True, editable=False)
    acted_through = models.DateTimeField(_("done up to"), editable=False)
    set_aside_at = models.DateTimeField(_("set aside"), null=True, editable=False)

    class Meta:
        abstract = True

    schedule_related: tuple[str, ...] = ()
    public_id: str
    state: str
    _claimed = False  # the worker holds the row's lock
    _version = 0  # how often a verb has written the row in this process

    def steps(self) -> list[Step]:
        """The thing's whole future from today's facts (its app's `schedule.py`)."""
        raise NotImplementedError(type(self).__name__)

    def reschedule(self, steps: list[Step] | None = None) -> None:
        """Recompute `next_action_at` from the facts, or from the steps they have just given."""
        future = self.steps() if steps is None else steps
        self.next_action_at = None if self.set_aside_at else next_at(future, self.acted_through)

    def impediment(self, step: Step, now: datetime) -> str | Promise:
        """Why an irreversible step must wait, in words for staff; empty when nothing stands against it."""
        return ""


def due_index(name: str) -> models.Index:
    """The partial index that makes a tick's cost follow the work due, not the size of the table."""
    return models.Index(
        fields=["next_action_at"], name=name, condition=models.Q(next_action_at__isnull=False)
    )


class Calling(Scheduled):
    """A scheduled thing that asks the outside world for something: when, how often tried, what was said."""

    call_at = models.DateTimeField(_("next request"), null=True, editable=False)
    call_attempts = models.PositiveIntegerField(_("requests made"), default=0, editable=False)
    call_error = models.TextField(_("last refusal or fault"), blank=True, editable=False)

    class Meta:
        abstract = True


class Attention(models.Model):
    """Something a person must look at. One row per `key`, however often it is raised."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    queue = models.CharField(_("queue"), max_length=30, db_index=True)
    about = models.CharField(_("about"), max_length=24, db_index=True)
    title = models.CharField(_("title"), max_length=200)
    detail = models.TextField(_("detail"), blank=True)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    opened_at = models.DateTimeField(
        _("opened on"),
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    written_once = True

    class Meta:
        ordering = ["opened_at"]
        verbose_name = _("work item")
        verbose_name_plural = _("work items")

    def __str__(self) -> str:
        return self.title


class Holiday(models.Model):
    """A day that is not a working day in Morocco; staff confirm or move the Islamic ones (C-20, facts F)."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("fixed by law")
        ISLAMIC = "islamic", _("Islamic, by the moon")
        DECREED = "decreed", _("decreed")

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class GroupRights(models.Model):
    """Of which rights a staff group has been told: what a release adds is given once, what a manager takes stays so."""

    group = models.CharField(_("group"), max_length=150, unique=True)
    told = models.JSONField(_("rights"), default=list)

    class Meta:
        verbose_name = _("rights told to a group")
        verbose_name_plural = _("rights told to groups")

    def __str__(self) -> str:
        return self.group


class Pulse(models.Model):
    """The last instant at which the clock ticked: one row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Silence(models.Model):
    """A time in which the clock did not tick. Irreversible steps wait until staff have looked."""

    started_at = models.DateTimeField(
        _("from"),
    )
    ended_at = models.DateTimeField(_("until"), unique=True)
    reviewed_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    reviewed_by = models.CharField(_("looked at by"), max_length=24, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-ended_at"]
        verbose_name = _("silence of the clock")
        verbose_name_plural = _("silences of the clock")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} – {self.ended_at:%Y-%m-%d %H:%M}"
