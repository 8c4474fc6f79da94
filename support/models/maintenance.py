"""Planned work: its window, whom it concerns, what was told before and afterwards (HD-2.2, SRV-6.1.2(4), C-29)."""

from operator import attrgetter

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from support.schedule import MaintenanceFacts, maintenance_schedule

facts_of = attrgetter(*MaintenanceFacts._fields)


class Maintenance(Scheduled):
    """A window of work. Empty `sites`, `kinds` and `abouts` concern nobody: at least one is named."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        INTERRUPTION = "interruption", _("interruption possible")
        DEGRADED = "degraded", _("slower meanwhile")
        PLATFORM = "platform", _("change of a management platform")

    schedule_related = ()

    public_id = PublicIdField("mnt")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ANNOUNCED)
    title = models.CharField(_("what"), max_length=160)
    why = models.TextField(_("why"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    urgent = models.BooleanField(_("urgent, for security or continuity"), default=False)
    sites = models.JSONField(_("sites"), default=list, blank=True)
    kinds = models.JSONField(_("kinds of service"), default=list, blank=True)
    abouts = models.JSONField(_("services"), default=list, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("planned end"))
    planned_at = models.DateTimeField(_("planned"))
    planned_by = models.CharField(_("planned by"), max_length=24)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    started_at = models.DateTimeField(_("really started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("really ended"), null=True, blank=True)
    reported_at = models.DateTimeField(_("told afterwards"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("maintenance")
        verbose_name_plural = _("maintenance windows")
        indexes = [due_index("maintenance_due"), models.Index(fields=["starts_at"], name="maintenance_when")]
        constraints = [
            models.CheckConstraint(name="maintenance_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def clause(self) -> str:
        """The clause by which its customers are told."""
        if self.urgent:
            return "SSL-11.3(7)"
        return "SSL-11.3(5)" if self.kind == self.Kind.PLATFORM else "SRV-6.1.2(4)"

    @property
    def tone(self) -> str:
        return {"announced": "soon", "running": "late", "done": "fine"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(maintenance_schedule(MaintenanceFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("admin:support_maintenance_change", args=[self.pk])


class MaintenanceNotice(Owned):
    """One customer who was told of a window, and for which of his services."""

    public_id = PublicIdField("mno")
    maintenance = models.ForeignKey(
        Maintenance, models.PROTECT, related_name="notices", verbose_name=_("maintenance")
    )
    labels = models.JSONField(_("services"), default=list)
    told_at = models.DateTimeField(_("told"))

    class Meta:
        ordering = ["maintenance", "pk"]
        verbose_name = _("notice of a maintenance")
        verbose_name_plural = _("notices of maintenance")
        constraints = [
            models.UniqueConstraint(fields=["maintenance", "customer"], name="told_of_a_window_once")
        ]

    def __str__(self) -> str:
        return f"{self.maintenance} – {self.customer}"

    def get_absolute_url(self) -> str:
        return reverse("support:maintenance", args=[self.public_id])
