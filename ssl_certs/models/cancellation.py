"""Cancellations with a refund: asked for inside the twenty days, handled by staff, paid back once (SSL-6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import CreditNote
from billing.models.catalogue import CURRENCIES
from core import clock
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.ending import schedule

from .order import SslOrder


class SslCancellation(Owned, Scheduled):
    """An order is given back: the right depends on the instant of the request, not on when staff handle it (SSL-6.1).

    `ended_at` is when the authority had nothing open any more; then the certificate line is credited, and what goes
    back the way it came (`paid_out`) is off the credit account at that moment. One for each order, ever.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        ACCEPTED = "accepted", _("accepted, at the authority")
        REFUND_DUE = "refund_due", _("to be paid back")
        REFUNDED = "refunded", _("paid back")
        CREDITED = "credited", _("on the credit account")
        REFUSED = "refused", _("refused: the twenty days were over")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Reason(models.TextChoices):
        NOT_NEEDED = "not_needed", _("I do not need the certificate any more")
        MISTAKE = "mistake", _("it was ordered by mistake, or with a wrong name")
        TOO_SLOW = "too_slow", _("it is not issued, or too slowly")
        PRICE = "price", _("it costs too much")
        OTHER = "other", _("another reason")

    class Refund(models.TextChoices):
        CREDIT = "credit", _("on my credit account, at once")
        ORIGINAL = "original", _("back the way I paid")

    class Channel(models.TextChoices):
        """How the request came (SSL-6.2); `company`: we offer it ourselves."""

        PORTAL = "portal", _("customer area")
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("telephone")
        COMPANY = "company", _("ourselves")

    UNDER_WAY = ("asked", "accepted", "refund_due")
    schedule_related = ("order__product", "customer")
    locks_first = ("order",)

    public_id = PublicIdField("scn")
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="cancellations", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    detail = models.TextField(_("explanation"), blank=True)
    refund = models.CharField(_("to be refunded"), max_length=8, choices=Refund.choices)
    channel = models.CharField(_("came by"), max_length=8, choices=Channel.choices, default=Channel.PORTAL)
    source = models.CharField(_("reference of the message or call"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)
    decide_by = models.DateTimeField(_("to be handled by"))
    goodwill = models.BooleanField(_("goodwill of the company"), default=False)
    ended_at = models.DateTimeField(_("ended at the authority"), null=True, blank=True)
    credit_note = models.OneToOneField(
        CreditNote, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("credit note")
    )
    amount = models.BigIntegerField(_("amount refunded (centimes)"), default=0)
    paid_out = models.BigIntegerField(_("of which paid back (centimes)"), default=0)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    refund_by = models.DateTimeField(_("to be paid back by"), null=True, blank=True)
    payout_reference = models.CharField(_("reference of the payment"), max_length=80, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("cancellation with refund")
        verbose_name_plural = _("cancellations with refund")
        permissions = [("grant_goodwill", "Can pay back as a goodwill after the twenty days")]
        indexes = [due_index("ssl_cancellation_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                name="one_cancellation_per_certificate",
                condition=~Q(state__in=["refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="paid_back_with_a_reference", condition=~Q(state="refunded") | ~Q(payout_reference="")
            ),
            models.CheckConstraint(
                name="paid_back_from_a_credit_note",
                condition=Q(paid_out=0) | Q(credit_note__isnull=False, paid_out__gt=0),
            ),
            models.CheckConstraint(
                name="something_to_pay_back",
                condition=~Q(state__in=["refund_due", "refunded"])
                | Q(paid_out__gt=0, refund_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.order)

    @property
    def in_time(self) -> bool:
        """Whether it was asked for inside the twenty days: until 23:59:59 local of the last one (SSL-6.1)."""
        return clock.local_date(self.asked_at) <= self.order.cancel_until

    @property
    def tone(self) -> str:
        return {"asked": "soon", "accepted": "soon", "refund_due": "late", "refused": "ended",
                "withdrawn": "ended"}.get(self.state, "fine")  # fmt: skip

    def steps(self) -> list[Step]:
        return list(schedule.cancellation(self.state, self.decide_by, self.ended_at, self.refund_by))

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()
