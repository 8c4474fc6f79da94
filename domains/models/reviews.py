"""The yearly question whether an account's contacts still hold."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from domains.managing import schedule


class ContactReview(Owned, Scheduled):
    """One for each account that has a name: asked once a year for all its names together (DN-7.3.1)."""

    class State(models.TextChoices):
        CURRENT = "current", _("confirmed")
        ASKED = "asked", _("to be confirmed")

    schedule_related = ("customer",)

    public_id = PublicIdField("rev")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.CURRENT)
    confirmed_at = models.DateTimeField(_("confirmed on"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)

    class Meta:
        ordering = ["-confirmed_at"]
        verbose_name = _("review of contacts")
        verbose_name_plural = _("reviews of contacts")
        indexes = [due_index("contact_review_due")]
        constraints = [models.UniqueConstraint(fields=["customer"], name="one_contact_review")]

    def __str__(self) -> str:
        return str(self.customer)

    def steps(self) -> list[Step]:
        return list(schedule.review(self.state, self.confirmed_at, self.asked_at))

    def get_absolute_url(self) -> str:
        return reverse("domains:contact_review")
