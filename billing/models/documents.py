"""Issued documents: frozen content, gapless numbers, the PDF kept with its digest (guard 17, facts D).

A proforma has its own series and no tax effect; payment creates the invoice; a credit note undoes (C-24).
"""

from datetime import datetime

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing import schedule
from core import clock
from core.acts import Act
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned, OwnedQuerySet
from core.schedule import Step

from .catalogue import CURRENCIES
from .files import StoredFile
from .orders import Order
from .tones import Toned


class Issued(Exception):
    """An issued document is never edited or deleted (guard 17)."""


class DocumentQuerySet(OwnedQuerySet):
    def update(self, **kwargs):
        raise Issued("an issued document changes through its verbs only")

    def delete(self):
        raise Issued("an issued document is never deleted")


class Counter(models.Model):
    """The last number of a series in a fiscal year; locked last, just before commit."""

    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    last_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Document(Toned, Owned, Calling):
    """What proformas, invoices and credit notes share."""

    public_id: str  # each kind has its own prefix

    number = models.CharField(_("number"), max_length=20, unique=True, null=True, editable=False)
    language = models.CharField(_("language"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    total_ht = models.BigIntegerField(_("total before tax"))
    total_vat = models.BigIntegerField(_("VAT"))
    total_ttc = models.BigIntegerField(_("total with tax"))
    content = models.JSONField(_("content"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    issued_on = models.DateField(_("issued on"), null=True)
    issued_at = models.DateTimeField(_("issued at"))
    pdf = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("PDF file"),
    )
    delivered_at = models.DateTimeField(_("sent"), null=True, editable=False)
    purged_at = models.DateTimeField(_("purged"), null=True, editable=False)  # buyer and PDF are gone

    objects = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True

    schedule_related = ("customer",)
    secret_fields = ("content",)  # kept here, frozen; too long for the evidence

    def __str__(self) -> str:
        return self.number or self.public_id

    def save(self, *args, **kwargs):
        if self.pk:
            raise Issued(f"{self} is issued: it changes through its verbs only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Issued(f"{self} is issued: it is never deleted")


def amounts_agree(name: str) -> list[models.CheckConstraint]:
    """HT + VAT = TTC, and nothing is negative (a credit note is negative by its kind)."""
    return [
        models.CheckConstraint(
            condition=Q(total_ttc=F("total_ht") + F("total_vat"), total_ht__gte=0, total_vat__gte=0),
            name=f"{name}_amounts_agree",
        )
    ]


class Proforma(Document):
    """A request for payment in advance (HD-3.1c). Unpaid it lapses and leaves no debt (HD-6.2)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        ISSUED = "issued", _("to pay")
        PARTIALLY_PAID = "partially_paid", _("partly paid")
        PAID = "paid", _("paid")
        LAPSED = "lapsed", _("lapsed")
        VOID = "void", _("cancelled")

    class Origin(models.TextChoices):
        ORDER = "order", _("order")
        RENEWAL = "renewal", _("renewal proposed by us")
        REQUEST = "request", _("asked for by the customer")

    OPEN = (State.ISSUED, State.PARTIALLY_PAID)
    UNPAID = (State.DRAFT, *OPEN)

    found_by = "public_id"  # among those written with it
    issued_by: Act | None = None  # whose act proposes it, until its batch is written

    public_id = PublicIdField("pro")
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.ISSUED)
    order = models.OneToOneField(
        Order, models.PROTECT, related_name="proforma", null=True, blank=True, verbose_name=_("order")
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    payment_reference = models.CharField(_("payment reference"), max_length=16, unique=True)
    paid = models.BigIntegerField(_("already paid"), default=0)
    due_on = models.DateField(_("due on"))
    payable_until = models.DateTimeField(_("payable until"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("proforma")
        verbose_name_plural = _("proformas")
        constraints = [
            *amounts_agree("proforma"),
            models.CheckConstraint(condition=Q(paid__gte=0, paid__lte=F("total_ttc")), name="proforma_paid"),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(state__in=["draft", "void", "lapsed"]),
                name="proforma_numbered",
            ),
        ]
        indexes = [
            due_index("proforma_due"),
            models.Index(fields=["customer", "state"], name="proformas_open"),
        ]

    @property
    def payable_through(self) -> datetime:
        """Until when it can be paid, as people read it."""
        return clock.through(self.payable_until)

    def impediment(self, step: Step, now: datetime) -> str:
        """Money that is shown to be on its way is looked for before the proforma lapses (DN-A1-2)."""
        shown = Q(state__in=["proof_uploaded", "under_review"])
        together = apps.get_model("billing.Payment").objects.filter(shown, bundle__proformas=self)
        if self.payments.filter(shown).exists() or together.exists():
            return "a declared payment is being checked (DN-A1-2)"
        return ""

    @classmethod
    def prepare(cls, rows: list["Proforma"]) -> list["Proforma"]:
        """Those proposed together get their numbers together, as they are written (DESIGN §5)."""
        from billing import together  # it counts in a table of this package

        together.number(rows)
        return rows

    @property
    def remaining(self) -> int:
        """What is still to pay."""
        return self.total_ttc - self.paid

    @property
    def is_open(self) -> bool:
        """Whether it can be paid."""
        return self.state in self.OPEN

    def get_absolute_url(self) -> str:
        return reverse("billing:proforma", args=[self.public_id])

    def steps(self) -> list[Step]:
        return list(schedule.proforma(self))


class Cleared(Document):
    """A tax document, and what the tax office's platform says of it (facts D: clearance, once it binds us)."""

    class Clearance(models.TextChoices):
        NOT_REQUIRED = "not_required", _("not required")
        SENT = "sent", _("sent to the platform")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected by the platform")

    CLEARANCE = {
        "not_required": {"sent"},
        "sent": {"accepted", "rejected"},
        "rejected": {"sent"},
        "accepted": set(),
    }

    clearance_status = models.CharField(
        _("clearance"), max_length=12, choices=Clearance.choices, default=Clearance.NOT_REQUIRED
    )

    class Meta:
        abstract = True


class Invoice(Cleared):
    """A tax invoice, made by a payment (C-24). Only a credit note undoes it."""

    class State(models.TextChoices):
        ISSUED = "issued", _("paid")
        PARTLY_CREDITED = "partly_credited", _("partly credited")
        CREDITED = "credited", _("credited")

    public_id = PublicIdField("inv")
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.ISSUED)
    proforma = models.OneToOneField(
        Proforma, models.PROTECT, related_name="invoice", verbose_name=_("proforma")
    )
    credited = models.BigIntegerField(_("credited"), default=0)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            *amounts_agree("invoice"),
            models.CheckConstraint(
                condition=Q(credited__gte=0, credited__lte=F("total_ttc")), name="invoice_credited"
            ),
            models.CheckConstraint(condition=Q(number__isnull=False), name="invoice_numbered"),
        ]
        indexes = [due_index("invoice_due")]

    @property
    def tone(self) -> str:
        return "fine" if self.state == self.State.ISSUED else super().tone

    def steps(self) -> list[Step]:
        return list(schedule.delivery(self, "C-24"))


class CreditNote(Cleared):
    """Undoes an invoice or some of its lines, with a reason (facts D)."""

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")

    public_id = PublicIdField("avo")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ISSUED)
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="credit_notes", verbose_name=_("invoice")
    )
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        constraints = [
            *amounts_agree("credit_note"),
            models.CheckConstraint(condition=Q(number__isnull=False), name="credit_note_numbered"),
            models.CheckConstraint(condition=~Q(reason=""), name="credit_note_reason"),
        ]
        indexes = [due_index("credit_note_due")]

    def steps(self) -> list[Step]:
        return list(schedule.delivery(self, "C-24"))
