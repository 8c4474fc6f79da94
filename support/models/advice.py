"""Advice: a service's review that nobody has asked for, due on a rhythm; what its customer is advised (SRV-6.1.3)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned, OwnedQuerySet
from core.schedule import Step
from support.schedule import advice_schedule


class AdviceQuerySet(OwnedQuerySet):
    def told(self):
        """What its customer reads."""
        return self.filter(state="given")


class Advice(Owned, Scheduled):
    """One review. Each falls due a rhythm after the last, whether or not that one was done: none is lost.

    Advice besides the rhythm, for which nobody has waited, has no months: it is given on the day it is written.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DUE = "due", _("to be done")
        GIVEN = "given", _("advice given")
        DROPPED = "dropped", _("no longer owed")

    OPEN = ("planned", "due")
    schedule_related = ("customer",)

    public_id = PublicIdField("adv")
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.PLANNED)
    about = models.CharField(_("service"), max_length=24, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200)
    policy = models.CharField(_("policy"), max_length=40)
    clause = models.CharField(_("clause"), max_length=20)
    started_on = models.DateField(_("counted from"))
    months = models.PositiveSmallIntegerField(_("months from then"))
    due_on = models.DateField(_("due"))
    words = models.TextField(_("advice"), blank=True)
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    given_by = models.CharField(_("given by"), max_length=24, blank=True)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        verbose_name = _("advice")
        verbose_name_plural = _("advice")
        indexes = [due_index("advice_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "policy", "due_on"],
                condition=~Q(state="dropped") & Q(months__gt=0),
                name="advice_once_a_day",
            ),
            models.CheckConstraint(
                name="advice_given_with_words",
                condition=~Q(state="given") | Q(given_at__isnull=False) & ~Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.due_on}"

    @property
    def tone(self) -> str:
        return {"due": "soon", "given": "fine"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(advice_schedule(self.state, self.due_on, self.clause))

    def get_absolute_url(self) -> str:
        return reverse("support:advice", args=[self.public_id])
