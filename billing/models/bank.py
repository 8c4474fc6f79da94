"""Our accounts at banks, the statements that staff import, and their lines, each seen once (HD-3.2b, C-26)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.identifiers import is_rib
from core.ids import PublicIdField

from .catalogue import CURRENCIES
from .files import StoredFile
from .tones import Toned


def valid_rib(value: str) -> None:
    """24 digits, divisible by 97 (facts D). Raises ValidationError."""
    if not is_rib(value):
        raise ValidationError(_("This is not a valid RIB: 24 digits, whose last two are the key."))


class BankAccount(models.Model):
    """An account of the company at a bank or at the post (CCP); `columns` says how its CSV files are laid out."""

    class Ledger(models.TextChoices):
        BANK = "5141", _("5141 – bank")
        CCP = "5146", _("5146 – postal account (CCP)")

    public_id = PublicIdField("bka")
    bank = models.CharField(_("bank"), max_length=80)
    holder = models.CharField(_("holder"), max_length=120)
    rib = models.CharField(_("RIB"), max_length=24, unique=True, validators=[valid_rib])
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    ledger = models.CharField(_("ledger account"), max_length=4, choices=Ledger.choices, default=Ledger.BANK)
    columns = models.JSONField(_("columns of its CSV files"), default=dict, blank=True, editable=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["bank", "rib"]
        permissions = [("view_figures", "Can see the figures of the company's money")]
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")

    def __str__(self) -> str:
        return f"{self.bank} {self.rib[-8:]} ({self.currency})"

    @property
    def method(self) -> str:
        """The method of payment whose money comes here."""
        return "ccp" if self.ledger == self.Ledger.CCP else "transfer"


class BankStatement(models.Model):
    """One file from the bank, kept as it came; the same file is never imported twice."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        MT940 = "mt940", "MT940"
        CAMT053 = "camt053", "CAMT.053"

    public_id = PublicIdField("bks")
    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="statements", verbose_name=_("bank account")
    )
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    file_name = models.CharField(_("file name"), max_length=120)
    format = models.CharField(_("format"), max_length=8, choices=Format.choices)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    # Null where the bank's CSV says no balance.
    opening = models.BigIntegerField(_("opening balance"), null=True)
    closing = models.BigIntegerField(_("closing balance"), null=True)
    found = models.PositiveIntegerField(_("lines in the file"))
    known = models.PositiveIntegerField(_("lines already known"), default=0)
    imported_at = models.DateTimeField(_("imported"))
    imported_by = models.CharField(_("imported by"), max_length=24)

    class Meta:
        ordering = ["-imported_at"]
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.account})"


class BankLine(Toned, models.Model):
    """One movement on an account. `key` is the same in every statement that tells of it; `amount` is signed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to match")
        MATCHED = "matched", _("matched")
        TAKINGS = "takings", _("takings of a gateway")
        APART = "apart", _("not a customer's payment")

    public_id = PublicIdField("bkl")
    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="lines", verbose_name=_("bank account")
    )
    statement = models.ForeignKey(
        BankStatement, models.PROTECT, related_name="lines", verbose_name=_("bank statement")
    )
    key = models.CharField(_("key"), max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    booked_on = models.DateField(_("date"))
    value_date = models.DateField(_("value date"))
    amount = models.BigIntegerField(_("amount (centimes)"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    label = models.CharField(_("label"), max_length=500, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    counterparty = models.CharField(_("counterparty"), max_length=140, blank=True)
    raw = models.TextField(_("as the bank wrote it"), blank=True)
    imported_at = models.DateTimeField(_("imported"))
    # What was proposed and turned down, by public id; it is not proposed again.
    declined = models.JSONField(_("proposals turned down"), default=list, editable=False)
    payment = models.OneToOneField(
        "billing.Payment", models.PROTECT, related_name="bank_line", null=True, verbose_name=_("payment")
    )
    refund = models.OneToOneField(
        "billing.Refund", models.PROTECT, related_name="bank_line", null=True, verbose_name=_("refund")
    )
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.CharField(_("settled by"), max_length=24, blank=True)

    class Meta:
        ordering = ["value_date", "pk"]
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="bank_line_moves"),
            models.CheckConstraint(
                condition=~Q(state="matched") | Q(payment__isnull=False) | Q(refund__isnull=False),
                name="bank_line_matched_with",
            ),
            models.CheckConstraint(
                condition=~Q(state="apart") | ~Q(reason=""), name="bank_line_apart_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["imported_at"], name="bank_lines_waiting", condition=Q(state="waiting")),
            models.Index(fields=["account", "value_date", "amount"], name="bank_lines_alike"),
        ]

    def __str__(self) -> str:
        return self.reference or self.label[:40] or self.public_id
