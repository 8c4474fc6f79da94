"""Official exchange rates: what a foreign currency is worth in dirhams on a day, and who said so (facts D)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdField

from .catalogue import CURRENCIES

MILLION = 1_000_000


class ExchangeRate(models.Model):
    """Dirhams for one unit of a currency, in millionths: 10.8453 is 10 845 300."""

    public_id = PublicIdField("rat")
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES[1:])
    day = models.DateField(_("day"))
    millionths = models.BigIntegerField(_("rate (millionths of a dirham)"))
    source = models.CharField(_("source"), max_length=60)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=24)

    class Meta:
        ordering = ["-day", "currency"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(millionths__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.written} MAD ({self.day})"

    @property
    def written(self) -> str:
        """The figure as it is published, at least four decimals: 10.8453."""
        whole, fraction = divmod(self.millionths, MILLION)
        digits = f"{fraction:06d}".rstrip("0")
        return f"{whole}.{digits:0<4}"

    @property
    def value(self) -> Decimal:
        """Dirhams for one unit."""
        return Decimal(self.millionths) / MILLION
