"""The catalogue: products and their dated prices, before tax (HD-3.1a)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CURRENCIES = [("MAD", "MAD"), ("EUR", "EUR"), ("USD", "USD")]  # HD-3.1b
STANDARD_VAT = 2_000  # basis points: 20 %


class Product(models.Model):
    """Something sold under one name and one VAT rate; its prices are per operation."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    family = models.CharField(_("family"), max_length=30, db_index=True)
    name = models.CharField(_("name"), max_length=120)
    vat_rate = models.PositiveIntegerField(_("VAT rate (basis points)"), default=STANDARD_VAT)
    active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        ordering = ["family", "code"]
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [models.CheckConstraint(condition=Q(vat_rate__lte=10_000), name="vat_rate_sane")]

    def __str__(self) -> str:
        return self.name or self.code


class Price(models.Model):
    """The price of one operation on a product, in centimes before tax, from a day on."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="prices", verbose_name=_("product"))
    operation = models.CharField(_("operation"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    amount = models.BigIntegerField(_("amount (centimes, before tax)"))
    floor = models.BigIntegerField(
        _("lowest amount (centimes, before tax)"), default=0,
        help_text=_("What the registry or authority asks of us: no discount goes below it."),
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["product", "operation", "currency", "-starts_on"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "operation", "currency", "starts_on"], name="one_price_from_a_day"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(floor__gte=0, floor__lte=F("amount")), name="price_floor_below"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="price_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.code} {self.operation} {self.currency}"
