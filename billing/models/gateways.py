"""What the gateways leave: each attempt to pay, each word heard from outside, and the tills of the cash desk."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing import schedule
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step

from .bundles import Bundle
from .catalogue import CURRENCIES
from .documents import Proforma
from .tones import Toned


class Attempt(Toned, Owned):
    """One try to pay a payable through a gateway, for the sum that was to pay when it began."""

    public_id: str

    proforma = models.ForeignKey(
        Proforma, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("proforma")
    )
    bundle = models.ForeignKey(
        Bundle, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("joint payment")
    )
    amount = models.BigIntegerField(_("amount (centimes)"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    started_at = models.DateTimeField(_("begun"))

    class Meta:
        abstract = True
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.public_id

    @property
    def payable(self) -> Proforma | Bundle:
        """What it is to pay."""
        return self.proforma or self.bundle

    @property
    def pay_url(self) -> str:
        """The page with every way to pay it."""
        return reverse("billing:pay", args=[self.payable.public_id])

    @property
    def can_pay(self) -> bool:
        """Whether what it was begun for is still to pay, and for the same sum."""
        return self.payable.is_open and self.payable.remaining == self.amount


def one_payable(name: str) -> list[models.BaseConstraint]:
    """An attempt pays something, and one thing only."""
    one = Q(proforma__isnull=True, bundle__isnull=False) | Q(proforma__isnull=False, bundle__isnull=True)
    return [
        models.CheckConstraint(condition=one, name=f"{name}_pays_one_thing"),
        models.CheckConstraint(condition=Q(amount__gt=0), name=f"{name}_positive"),
    ]


class CardAttempt(Attempt):
    """A visit to the card gate; its public id is the `oid` that the gate is told, a new one each time."""

    class State(models.TextChoices):
        STARTED = "started", _("waiting for the bank")
        REFUSED = "refused", _("refused by the bank")
        BOOKED = "booked", _("paid")

    public_id = PublicIdField("oid")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.STARTED)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer of the bank"), max_length=8, blank=True)
    transaction = models.CharField(_("transaction of the bank"), max_length=64, blank=True)

    class Meta(Attempt.Meta):
        verbose_name = _("card payment attempt")
        verbose_name_plural = _("card payment attempts")
        constraints = one_payable("card_attempt")

    def get_absolute_url(self) -> str:
        return reverse("billing:card", args=[self.public_id])


class PaypalOrder(Attempt, Calling):
    """An order at PayPal; its public id is the request id, so that a repeated request makes no second order.

    Until it is decided PayPal is asked for it now and then: a webhook may be lost.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("being prepared")
        CREATED = "created", _("waiting for your approval at PayPal")
        PENDING = "pending", _("held back by PayPal")
        DENIED = "denied", _("refused by PayPal")
        CAPTURED = "captured", _("paid")

    public_id = PublicIdField("ppo")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    order_id = models.CharField(_("order at PayPal"), max_length=40, null=True, blank=True, unique=True)
    approve_url = models.URLField(_("approval page"), max_length=300, blank=True)
    capture_id = models.CharField(_("capture at PayPal"), max_length=40, null=True, blank=True, unique=True)

    class Meta(Attempt.Meta):
        verbose_name = _("PayPal order")
        verbose_name_plural = _("PayPal orders")
        constraints = one_payable("paypal_order")
        indexes = [due_index("paypal_order_due")]

    schedule_related = ("customer", "proforma", "bundle")

    def get_absolute_url(self) -> str:
        return reverse("billing:paypal", args=[self.public_id])

    def steps(self) -> list[Step]:
        return list(schedule.paypal_order(self))


class BillCode(Attempt, Calling):
    """A code under which an agency takes the money (wafacash_code): made by the issuer, with an end."""

    class State(models.TextChoices):
        ASKED = "asked", _("being prepared")
        OPEN = "open", _("to pay at an agency")
        PAID = "paid", _("paid")
        EXPIRED = "expired", _("expired")
        REFUSED = "refused", _("cannot be made")

    public_id = PublicIdField("cod")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    code = models.CharField(_("code"), max_length=40, blank=True)
    expires_at = models.DateTimeField(_("valid until"))
    paid_at = models.DateTimeField(_("paid at the agency"), null=True, blank=True)

    class Meta(Attempt.Meta):
        verbose_name = _("payment code")
        verbose_name_plural = _("payment codes")
        constraints = one_payable("bill_code")
        indexes = [due_index("bill_code_due")]

    schedule_related = ("customer", "proforma", "bundle")

    def get_absolute_url(self) -> str:
        return reverse("billing:code", args=[self.public_id])

    def steps(self) -> list[Step]:
        return list(schedule.bill_code(self))


class GatewayNotice(models.Model):
    """What a gateway told us, in its own words and however often it said so; also what was not believed."""

    class Outcome(models.TextChoices):
        BOOKED = "booked", _("booked")
        HEARD = "heard", _("taken note of")
        FORGED = "forged", _("not signed by the gateway")
        UNKNOWN = "unknown", _("of an unknown order")
        MISMATCH = "mismatch", _("of another amount or currency")
        FOREIGN = "foreign", _("of another merchant")
        LATE = "late", _("too late: money put on the credit account")
        DOUBLE = "double", _("a second capture of one order")

    method = models.CharField(_("method"), max_length=16)
    digest = models.CharField(_("digest"), max_length=64)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    about = models.CharField(_("about"), max_length=24, blank=True)
    body = models.TextField(_("words"))
    times = models.PositiveIntegerField(_("how often"), default=1)
    first_at = models.DateTimeField(_("first heard"))
    last_at = models.DateTimeField(_("last heard"))

    class Meta:
        ordering = ["-last_at", "-pk"]
        verbose_name = _("notice of a gateway")
        verbose_name_plural = _("notices of gateways")
        constraints = [models.UniqueConstraint(fields=["method", "digest"], name="gateway_notice_once")]

    def __str__(self) -> str:
        return f"{self.method} {self.digest[:12]}"


class SandboxOrder(models.Model):
    """What the demo's own PayPal and agencies remember; production has none."""

    kept_by = models.CharField(max_length=16)
    reference = models.CharField(max_length=64)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kept_by", "reference"], name="sandbox_order_once")]

    def __str__(self) -> str:
        return f"{self.kept_by} {self.reference}"
