"""How long a certificate may live, and how long proof may be used again, by the day of issue (facts C, C-09)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ValidityLimit(models.Model):
    """The CA/Browser Forum's limits from a day on, in days."""

    starts_on = models.DateField(_("for certificates issued from"), unique=True)
    certificate_days = models.PositiveSmallIntegerField(_("longest validity (days)"))
    domain_days = models.PositiveSmallIntegerField(_("proof of control may be used again (days)"))
    organisation_days = models.PositiveSmallIntegerField(_("proof of identity may be used again (days)"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("validity limit")
        verbose_name_plural = _("validity limits")
        constraints = [
            models.CheckConstraint(
                name="limits_are_days", condition=Q(certificate_days__gte=1) & Q(domain_days__gte=1)
            ),
            models.CheckConstraint(
                name="proof_within_certificate", condition=Q(domain_days__lte=F("certificate_days"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.certificate_days}"

    @classmethod
    def on(cls, day: date) -> "ValidityLimit":
        """The limits for a certificate issued that day. Raises DoesNotExist before the first row."""
        found = cls.objects.filter(starts_on__lte=day).order_by("-starts_on").first()
        if found is None:
            raise cls.DoesNotExist(f"no validity limit for {day}")
        return found
