"""Refunds: money on its way back to a customer, asked for, approved, sent, arrived; never twice."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing import schedule
from core import vault
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step

from .catalogue import CURRENCIES
from .documents import CreditNote
from .payments import Payment
from .tones import Toned


class Refund(Toned, Owned, Calling):
    """An amount that leaves the credit account when it is asked for and our account when it is sent.

    It goes the way the money came (`payment`); where that way needs one, to a bank account that was checked and is
    kept sealed. `about` names the product's thing that asked for it.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        APPROVED = "approved", _("approved, to be sent")
        SENT = "sent", _("sent")
        DONE = "done", _("arrived")
        FAILED = "failed", _("did not arrive")
        REFUSED = "refused", _("not granted")

    WAITING = (State.REQUESTED, State.APPROVED)
    LEFT = (State.SENT, State.DONE)  # the money is no longer ours
    ENDED_HERE = (State.FAILED, State.REFUSED)  # the money is on the credit account again
    NEEDS_ACCOUNT = (Payment.Method.TRANSFER, Payment.Method.CCP, Payment.Method.WAFACASH,
                     Payment.Method.WAFACASH_CODE)  # fmt: skip
    BY_GATEWAY = (Payment.Method.CMI, Payment.Method.PAYPAL)

    public_id = PublicIdField("ref")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.REQUESTED)
    amount = models.BigIntegerField(_("amount (centimes)"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    method = models.CharField(_("way back"), max_length=16, choices=Payment.Method.choices)
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", null=True, blank=True, verbose_name=_("payment")
    )
    credit_note = models.ForeignKey(
        CreditNote, models.PROTECT, related_name="refunds", null=True, blank=True,
        verbose_name=_("credit note"),
    )  # fmt: skip
    about = models.CharField(_("about"), max_length=24, blank=True)
    reason = models.CharField(_("reason"), max_length=255)
    account = models.BinaryField(null=True, editable=False)  # RIB or IBAN, sealed
    account_end = models.CharField(_("account, its end"), max_length=4, blank=True)
    holder = models.CharField(_("account holder"), max_length=120, blank=True)
    requested_at = models.DateTimeField(_("asked for on"))
    requested_by = models.CharField(_("asked for by"), max_length=24)
    due_by = models.DateTimeField(_("to be sent by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=24, blank=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    sent_by = models.CharField(_("sent by"), max_length=24, blank=True)
    reference = models.CharField(_("reference of the payment"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    why_not = models.TextField(_("why it was not granted or did not arrive"), blank=True)

    secret_fields = ("account",)
    schedule_related = ("customer", "payment", "credit_note")

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        permissions = [("approve_refund", "Can approve refunds and see where they go")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.UniqueConstraint(
                fields=["credit_note", "payment"],
                condition=~Q(state__in=["failed", "refused"]) & Q(credit_note__isnull=False),
                name="refunded_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "done"]) | (~Q(reference="") & Q(sent_at__isnull=False)),
                name="refund_sent_with_reference",
            ),
        ]
        indexes = [due_index("refund_due")]

    def __str__(self) -> str:
        return self.public_id.upper().replace("_", "-")

    @property
    def destination(self) -> str:
        """The account's number, for staff who send the money; empty where none is known."""
        return vault.opened(bytes(self.account)).decode() if self.account else ""

    @property
    def needs_account(self) -> bool:
        """Whether it waits for the customer's bank account."""
        return self.state in self.WAITING and self.method in self.NEEDS_ACCOUNT and not self.account

    def steps(self) -> list[Step]:
        return list(schedule.refund(self))
