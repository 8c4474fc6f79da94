"""The hour bank: minutes of work in a month on one service, and what an accepted quote adds (SRV-A2-1, C-15)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned

from .coverage import Coverage
from .ticket import Ticket


class WorkEntry(Owned):
    """Minutes of work done; `month` is the first day of the Moroccan month in which they count. Never edited."""

    public_id = PublicIdField("wrk")
    about = models.CharField(_("service"), max_length=24)
    label = models.CharField(_("name of the service"), max_length=200, blank=True)
    coverage = models.ForeignKey(
        Coverage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("coverage")
    )
    month = models.DateField(_("month"))
    minutes = models.PositiveIntegerField(_("minutes"))
    what = models.CharField(_("what was done"), max_length=300)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="work", verbose_name=_("ticket")
    )
    urgent_security = models.BooleanField(_("urgent, for security"), default=False)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("by whom"), max_length=24)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("work done")
        verbose_name_plural = _("work done")
        indexes = [
            models.Index(fields=["about", "month"], name="work_of_month"),
            models.Index(fields=["customer", "month"], name="work_of_customer"),
        ]
        constraints = [models.CheckConstraint(name="work_takes_time", condition=Q(minutes__gte=1))]

    def __str__(self) -> str:
        return f"{self.label or self.about}: {self.minutes} min"


class HourGrant(Owned):
    """Minutes that an accepted quote adds to one month (HD-2.3.1); `reference` is the quote's own number, once."""

    about = models.CharField(_("service"), max_length=24)
    month = models.DateField(_("month"))
    minutes = models.PositiveIntegerField(_("minutes granted"))
    reference = models.CharField(_("accepted quote"), max_length=60, unique=True)
    granted_at = models.DateTimeField(_("accepted"))
    granted_by = models.CharField(_("accepted by"), max_length=24)

    class Meta:
        ordering = ["-granted_at"]
        verbose_name = _("minutes granted by a quote")
        verbose_name_plural = _("minutes granted by quotes")
        indexes = [models.Index(fields=["about", "month"], name="grant_of_month")]
        constraints = [models.CheckConstraint(name="grant_gives_time", condition=Q(minutes__gte=1))]

    def __str__(self) -> str:
        return f"{self.reference}: {self.minutes} min"
