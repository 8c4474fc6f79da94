"""Orders and their lines. A paid line is a fact that a product takes up; billing never calls a product."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.money import Line
from core.owned import Owned, OwnedQuerySet

from .catalogue import CURRENCIES, Product
from .tones import Toned


class Order(Toned, Owned):
    """A customer's order: a cart until it is confirmed twice, then a fact (HD-6.1, law 53-05)."""

    class State(models.TextChoices):
        CART = "cart", _("in the cart")
        CONFIRMED = "confirmed", _("awaiting payment")
        PAID = "paid", _("paid")
        FULFILLED = "fulfilled", _("carried out")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")

    promo_counts = True  # whether the code of a cart took off more than the customer's own offers today
    promo_refusal = ""  # why the code of a cart takes nothing off today

    public_id = PublicIdField("ord")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CART)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("ordered by"),
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    language = models.CharField(_("language"), max_length=2, default="fr")
    promo = models.ForeignKey(
        "billing.PromoCode",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("promo code"),
    )
    created_at = models.DateTimeField(_("created"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ip = models.CharField(_("IP address"), max_length=45, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="cart"), name="one_cart_per_customer"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(state__in=["cart", "cancelled"]),
                name="order_confirmed_at",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-created_at"], name="orders_of_customer")]

    def __str__(self) -> str:
        return self.public_id.upper().replace("_", "-")

    def get_absolute_url(self) -> str:
        return reverse("billing:order", args=[self.public_id])


class OrderLineQuerySet(OwnedQuerySet):
    def to_take(self):
        """Paid and not yet taken up; a part (late surcharge) follows the line it is attached to."""
        return self.filter(paid_at__isnull=False, taken_at=None, attached_to=None)


class OrderLine(Owned):
    """One ordered thing. Its price is pinned when the order is confirmed (C-03)."""

    class Outcome(models.TextChoices):
        DONE = "done", _("carried out")
        CREDITED = "credited", _("credited")

    found_by = "public_id"  # among those written with it

    public_id = PublicIdField("lin")
    order = models.ForeignKey(
        Order, models.CASCADE, related_name="lines", null=True, blank=True, verbose_name=_("order")
    )
    proforma = models.ForeignKey(
        "billing.Proforma",
        models.PROTECT,
        related_name="lines",
        null=True,
        blank=True,
        verbose_name=_("proforma"),
    )
    attached_to = models.ForeignKey(
        "self", models.CASCADE, related_name="parts", null=True, blank=True, verbose_name=_("belongs to")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=255)
    about = models.CharField(_("about"), max_length=24, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    operation = models.CharField(_("operation"), max_length=20)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    unit_ht = models.BigIntegerField(_("unit price before tax"), default=0)
    discount = models.BigIntegerField(_("discount"), default=0)
    vat_rate = models.PositiveIntegerField(_("VAT rate (basis points)"), default=0)
    description = models.CharField(_("description"), max_length=255, blank=True)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("until"), null=True, blank=True)
    scopes = models.JSONField(_("documents to accept"), default=list, blank=True)
    options = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    credit_note = models.ForeignKey(
        "billing.CreditNote",
        models.PROTECT,
        related_name="order_lines",
        null=True,
        blank=True,
        verbose_name=_("credit note"),
    )

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "subject"], name="one_line_per_subject"),
            models.CheckConstraint(
                condition=Q(unit_ht__gte=0, discount__gte=0, quantity__gte=1), name="line_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | Q(proforma__isnull=False), name="line_has_a_home"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(paid_at__isnull=False), name="line_taken_after_payment"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", finished_at=None)
                | Q(taken_at__isnull=False, finished_at__isnull=False),
                name="line_finished_after_taken",
            ),
        ]
        indexes = [
            models.Index(
                fields=["paid_at"],
                name="lines_to_take",
                condition=Q(paid_at__isnull=False, taken_at=None, attached_to=None),
            ),
            models.Index(fields=["about"], name="lines_about", condition=~Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.description or self.kind} {self.subject}"

    @property
    def amount(self) -> Line:
        """The line as money counts it."""
        return Line(self.quantity, self.unit_ht, self.discount, self.vat_rate)

    @property
    def ht(self) -> int:
        return self.amount.ht
