"""Changes of an extension's rules, each with its source and the day from which it holds (DN-15.2, DN-15.3)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.schedule import Step
from domains.extensions import schedule

from .extension import Extension


class ExtensionRevision(Scheduled):
    """One change of one extension: the history of its policy, and its future.

    `changes` maps fields to new values, `was` to those they replaced when it was applied. `resume_after` is the
    cursor of the names that are still to be dated anew (None: none are).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        APPLIED = "applied", _("in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    schedule_related = ("extension",)

    public_id = PublicIdField("exr")
    extension = models.ForeignKey(
        Extension, models.PROTECT, related_name="revisions", verbose_name=_("extension")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    changes = models.JSONField(_("new values"), default=dict)
    was = models.JSONField(_("former values"), default=dict, editable=False)
    source = models.CharField(_("source"), max_length=200)
    effective_on = models.DateField(_("in force from"))
    dictated = models.BooleanField(
        _("dictated by the registry or a regulator"),
        default=False,
        help_text=_("Only then may it shorten what running names were promised (DN-15.3)."),
    )
    made_by = models.CharField(_("made by"), max_length=24)
    made_at = models.DateTimeField(_("made"))
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    resume_after = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        verbose_name = _("change of an extension")
        verbose_name_plural = _("changes of extensions")
        indexes = [due_index("extension_revision_due")]

    def __str__(self) -> str:
        return f"{self.extension} – {self.effective_on}"

    def steps(self) -> list[Step]:
        return list(schedule.schedule(self.state, self.effective_on))

    def get_absolute_url(self) -> str:
        return reverse("domains:extension", args=[self.extension.code])
