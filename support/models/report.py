"""The service level report of a customer's month: what was promised, what was kept (SRV-A2-2.2)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.models import StoredFile
from core.ids import PublicIdField
from core.owned import Owned


class ServiceReport(Owned):
    """A month that is over, its figures frozen; its paper is made from them and kept."""

    public_id = PublicIdField("rep")
    month = models.DateField(_("month"))
    content = models.JSONField(_("figures"), default=dict)
    made_at = models.DateTimeField(_("made"))
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("PDF")
    )

    class Meta:
        ordering = ["-month"]
        verbose_name = _("service level report")
        verbose_name_plural = _("service level reports")
        constraints = [models.UniqueConstraint(fields=["customer", "month"], name="report_once_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("support:report", args=[self.public_id])
