"""Cancellations that customers ask for and staff handle."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from domains.ending import schedule
from domains.terms import Family

from .domain import Domain


class Cancellation(Owned, Scheduled):
    """The holder asks for the end of his name: under .ma at any time (DN-A2-4.1.1), never refunded (DN-6.2.5)."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        ACCEPTED = "accepted", _("accepted, at the registry")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Reason(models.TextChoices):
        NOT_NEEDED = "not_needed", _("I do not need the name any more")
        MISTAKE = "mistake", _("it was registered by mistake")
        CLOSING = "closing", _("the activity ends")
        PRICE = "price", _("it costs too much")
        OTHER = "other", _("another reason")

    class Refusal(models.TextChoices):
        PROTECTED = "protected", _("a circumstance or a payment protects the name")
        DISPUTE = "dispute", _("the name is in dispute")
        NOT_HOLDER = "not_holder", _("the request does not come from the holder")
        UNCLEAR = "unclear", _("the request is not clear")

    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("ccl")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="cancellations", verbose_name=_("domain name")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    detail = models.TextField(_("explanation"), blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    decide_by = models.DateTimeField(_("to be decided by"))
    refusal = models.CharField(_("why refused"), max_length=12, choices=Refusal.choices, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        indexes = [due_index("cancellation_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                name="one_cancellation_under_way",
                condition=Q(state__in=["asked", "accepted"]),
            )
        ]

    def __str__(self) -> str:
        return str(self.domain)

    @property
    def tone(self) -> str:
        return "soon" if self.state in {"asked", "accepted"} else "ended"

    @property
    def clause(self) -> str:
        """Under .ma a right at any time; elsewhere an early end without refund."""
        return "DN-A2-4.1.1" if self.domain.terms.family == Family.MA else "DN-6.2.5"

    def steps(self) -> list[Step]:
        return list(schedule.cancellation(self.state, self.decide_by))

    def get_absolute_url(self) -> str:
        return self.domain.get_absolute_url()
