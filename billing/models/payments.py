"""Payments and the customer's credit account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing import schedule
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned, OwnedQuerySet
from core.schedule import Step

from .bundles import Bundle
from .catalogue import CURRENCIES
from .documents import Proforma
from .files import StoredFile
from .tones import Toned


class PaymentQuerySet(OwnedQuerySet):
    """Payments by what they pay, alone or in a bundle."""

    def of_proforma(self, proforma):
        """Those made or declared for a proforma, by itself or with others."""
        return self.filter(Q(proforma=proforma) | Q(bundle__proformas=proforma)).distinct()


class Payment(Toned, Owned, Scheduled):
    """Money that came, or is said to have been sent. Proof is not payment: staff confirm (facts G)."""

    class State(models.TextChoices):
        DECLARED = "declared", _("declared")
        PROOF_UPLOADED = "proof_uploaded", _("slip received")
        UNDER_REVIEW = "under_review", _("being checked")
        UNMATCHED = "unmatched", _("reference unknown")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("not found")
        DISPUTED = "disputed", _("in dispute")
        CHARGED_BACK = "charged_back", _("taken back")
        REVERSED = "reversed", _("booked by mistake")

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("bank transfer")
        CMI = "cmi", _("bank card")
        PAYPAL = "paypal", _("PayPal")
        CASH = "cash", _("cash")
        CCP = "ccp", _("CCP (Al Barid Bank)")
        WAFACASH = "wafacash", _("Wafacash transfer")
        WAFACASH_CODE = "wafacash_code", _("payment code at an agency")
        CREDIT = "credit", _("account credit")
        RAS_TVA = "ras_tva", _("VAT withheld at source")
        WRITE_OFF = "write_off", _("small difference given up")

    BY_BANK = (Method.TRANSFER, Method.CCP)  # their money comes on a bank's statement
    NO_MONEY = (Method.RAS_TVA, Method.WRITE_OFF)  # set against a proforma; nothing came
    BOOKED = (State.CONFIRMED, State.DISPUTED)  # its money is ours, or still ours
    TAKEN_BACK = (State.CHARGED_BACK, State.REVERSED)
    TO_CONFIRM = (State.DECLARED, State.PROOF_UPLOADED, State.UNDER_REVIEW, State.UNMATCHED)

    # Null only while nobody knows whose money it is.
    customer = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
    )
    public_id = PublicIdField("pay")
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.DECLARED)
    method = models.CharField(_("method"), max_length=16, choices=Method.choices)
    proforma = models.ForeignKey(
        Proforma, models.PROTECT, related_name="payments", null=True, blank=True, verbose_name=_("proforma")
    )
    bundle = models.ForeignKey(
        Bundle,
        models.PROTECT,
        related_name="payments",
        null=True,
        blank=True,
        verbose_name=_("joint payment"),
    )
    amount = models.BigIntegerField(_("amount (centimes)"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    reference = models.CharField(_("reference given"), max_length=80, blank=True)
    gateway_reference = models.CharField(
        _("reference at the bank or gateway"), max_length=80, null=True, blank=True
    )
    value_date = models.DateField(_("value date"), null=True, blank=True)
    received_at = models.DateTimeField(_("declared at"))
    entered_by = models.CharField(_("typed in by"), max_length=24, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=24, blank=True)
    # What the worker has yet to tell the customer, and what was left to pay at that moment.
    to_tell = models.CharField(_("mail to write"), max_length=20, blank=True, editable=False)
    left = models.BigIntegerField(_("left to pay afterwards"), default=0)
    rejected_because = models.TextField(_("why it was not found or taken back"), blank=True)
    stamp = models.BigIntegerField(_("stamp duty on top"), default=0)
    sender = models.CharField(_("sender of the money"), max_length=80, blank=True)
    # When what was declared can no longer come (a transfer that waits at an agency).
    expires_at = models.DateTimeField(_("collected until"), null=True, blank=True)
    allocated = models.BigIntegerField(_("paid on the proforma"), default=0)
    to_credit = models.BigIntegerField(_("put on the credit account"), default=0)
    made_good = models.BigIntegerField(_("made good after it was taken back"), default=0)
    slip = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("slip")
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        permissions = [("give_up_payment", "Can give up what is owed for a payment that was taken back")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(fields=["method", "gateway_reference"], name="gateway_reference_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "disputed", "charged_back", "reversed"])
                | Q(amount=F("allocated") + F("to_credit"), customer__isnull=False),
                name="confirmed_payment_allocated",
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, to_credit__gte=0, made_good__gte=0), name="allocation_positive"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(state__in=["unmatched", "rejected"]),
                name="payment_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(proforma__isnull=True) | Q(bundle__isnull=True), name="payment_of_one_payable"
            ),
        ]
        indexes = [
            due_index("payment_due"),
            models.Index(
                fields=["received_at"],
                name="payments_to_confirm",
                condition=Q(state__in=["declared", "proof_uploaded", "under_review", "unmatched"]),
            ),
        ]

    schedule_related = ("customer", "proforma", "bundle")

    def __str__(self) -> str:
        return self.reference or self.public_id

    @property
    def payable(self) -> "Proforma | Bundle | None":
        """What it is for: a proforma, or several together."""
        return self.proforma or self.bundle

    @property
    def owed(self) -> int:
        """What the customer owes for it since it was taken back, in centimes."""
        if self.state not in self.TAKEN_BACK:
            return 0
        return self.amount + self.stamp - self.made_good

    @property
    def tone(self) -> str:
        return "fine" if self.state == self.State.CONFIRMED else super().tone

    def steps(self) -> list[Step]:
        return list(schedule.payment(self))


class Allocation(models.Model):
    """How much of a confirmed payment went to one proforma. Written once, never changed."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="allocations", verbose_name=_("payment")
    )
    proforma = models.ForeignKey(
        Proforma, models.PROTECT, related_name="allocations", verbose_name=_("proforma")
    )
    amount = models.BigIntegerField(_("amount (centimes)"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(fields=["payment", "proforma"], name="allocated_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocated_something"),
        ]

    def __str__(self) -> str:
        return f"{self.payment} → {self.proforma}"


class CreditEntry(Owned):
    """One movement of the credit account. The balance is the sum; it is never below zero."""

    class Kind(models.TextChoices):
        SURPLUS = "surplus", _("paid too much")
        RETURNED = "returned", _("payment with nothing left to pay")
        CREDIT_NOTE = "credit_note", _("credit note")
        GOODWILL = "goodwill", _("goodwill")
        USED = "used", _("used to pay")
        PAID_OUT = "paid_out", _("paid back to you")
        NOT_PAID_OUT = "not_paid_out", _("refund that did not arrive")
        RECOVERED = "recovered", _("for a payment that was taken back")

    seq = models.PositiveIntegerField(
        _("position"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    amount = models.BigIntegerField(_("amount (centimes)"))
    balance = models.BigIntegerField(_("balance afterwards"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    about = models.CharField(_("about"), max_length=24)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("by whom"), max_length=24)

    class Meta:
        ordering = ["customer", "currency", "seq"]
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency", "seq"], name="credit_chain"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="credit_never_below_zero"),
            models.CheckConstraint(condition=~Q(amount=0), name="credit_moves"),
            models.UniqueConstraint(
                fields=["about"], condition=Q(kind="paid_out"), name="credit_paid_out_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}"
