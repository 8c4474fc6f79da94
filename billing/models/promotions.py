"""Promo codes, each use a row, and offers to one customer: the price on the site, less them (HD-3.1a, SSL-12.3)."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from core.ids import PublicIdField
from core.money import BASIS_POINTS

from .catalogue import CURRENCIES, Product
from .orders import Order


class PromoCode(models.Model):
    """A code that lowers the price of an order, by a share or by an amount in each currency; never with another."""

    code = models.CharField(
        _("code"), max_length=20, unique=True,
        validators=[RegexValidator(r"^[A-Z0-9-]{3,20}$", _("Capital letters, digits and hyphens, 3 to 20."))],
    )  # fmt: skip
    label = models.CharField(_("what it is for"), max_length=120, blank=True)
    percent = models.PositiveIntegerField(
        _("share (basis points)"), null=True, blank=True, help_text=_("1 500 is 15 %. Empty: by amount.")
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="promo_codes", verbose_name=_("products")
    )
    families = models.JSONField(_("families"), default=list, blank=True)
    first_order_only = models.BooleanField(_("first order only"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    most_uses = models.PositiveIntegerField(
        _("uses in all"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    most_each = models.PositiveIntegerField(
        _("uses of each customer"), null=True, blank=True, default=1, validators=[MinValueValidator(1)]
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = _("promo code")
        verbose_name_plural = _("promo codes")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=1, percent__lte=BASIS_POINTS),
                name="promo_share_sane",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="promo_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PromoAmount(models.Model):
    """What a code takes off an order in one currency, in centimes before tax."""

    promo = models.ForeignKey(PromoCode, models.CASCADE, related_name="amounts", verbose_name=_("promo code"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    amount = models.BigIntegerField(_("amount (centimes, before tax)"), validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["currency"]
        verbose_name = _("amount off")
        verbose_name_plural = _("amounts off")
        constraints = [
            models.UniqueConstraint(fields=["promo", "currency"], name="one_amount_per_currency"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="promo_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.promo} {self.currency}"


class PromoUse(models.Model):
    """One confirmed order that used a code; given back where the order is never paid."""

    promo = models.ForeignKey(PromoCode, models.PROTECT, related_name="uses", verbose_name=_("promo code"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    order = models.OneToOneField(Order, models.PROTECT, related_name="promo_use", verbose_name=_("order"))
    discount = models.BigIntegerField(_("taken off, before tax"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    used_at = models.DateTimeField(_("used"))
    given_back_at = models.DateTimeField(_("given back: the order was not paid"), null=True, blank=True)

    class Meta:
        ordering = ["-used_at"]
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [models.CheckConstraint(condition=Q(discount__gt=0), name="promo_use_positive")]

    def __str__(self) -> str:
        return f"{self.promo} – {self.order}"


class CustomerOffer(models.Model):
    """A tariff of one customer's own: a share off what we sell him, for as long as it holds (SSL-12.3)."""

    public_id = PublicIdField("off")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    percent = models.PositiveIntegerField(_("share (basis points)"), help_text=_("1 500 is 15 %."))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("product"),
        help_text=_("Empty: all of the family."),
    )  # fmt: skip
    family = models.CharField(
        _("family"), max_length=30, blank=True, help_text=_("Empty with no product: all that we sell.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=255)

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("offer to a customer")
        verbose_name_plural = _("offers to customers")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=BASIS_POINTS), name="offer_share_sane"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="offer_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(product=None) | Q(family=""), name="offer_for_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} – {self.product or self.family or '*'}"
