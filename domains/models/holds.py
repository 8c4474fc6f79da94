"""The mitigating circumstances that keep a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField

from .domain import Domain


class Hold(models.Model):
    """A mitigating circumstance: while one is open the name is not deleted (DN-12.1, DN-A1-2)."""

    class Kind(models.TextChoices):
        UDRP = "udrp", _("dispute procedure")
        COURT = "court", _("court order")
        BANKRUPTCY = "bankruptcy", _("holder's bankruptcy")
        PAYMENT = "payment", _("payment dispute")
        BILLING = "billing", _("billing dispute")
        LAWSUIT = "lawsuit", _("pending lawsuit")
        OTHER = "other", _("other circumstance that ICANN approves")

    public_id = PublicIdField("hld")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="holds", verbose_name=_("domain name"))
    kind = models.CharField(_("circumstance"), max_length=12, choices=Kind.choices)
    detail = models.TextField(_("detail"), blank=True)
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.CharField(_("opened by"), max_length=24)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.domain}"
