"""Movements of the ledger: balanced by construction, written once by the verbs that cause them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.ledger.accounts import Account, Cause
from core.evidence import AppendOnly, AppendOnlyQuerySet

from .catalogue import CURRENCIES
from .payments import CreditEntry


class Movement(models.Model):
    """So many centimes from the account `credit` to the account `debit`; a difference of exchange moves none.

    cause      what happened: allocated, invoiced, credited, surplus, refunded, charged_back …
    about      public id of what caused it (a payment, an invoice, a refund, a customer)
    document   number of the proforma, invoice or credit note that it concerns
    part       tells movements of one cause apart: the VAT rate (basis points), the place in a bundle, a credit entry
    day        value date; `at` is when it was booked
    """

    cause = models.CharField(_("cause"), max_length=20, choices=[*Cause.choices, *CreditEntry.Kind.choices])
    about = models.CharField(_("about"), max_length=24, db_index=True)
    debit = models.CharField(_("debit"), max_length=16, choices=Account.choices)
    credit = models.CharField(_("credit"), max_length=16, choices=Account.choices)
    part = models.PositiveIntegerField(_("part"), default=0)
    amount = models.BigIntegerField(_("amount (centimes)"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    customer = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
    )
    entry = models.ForeignKey(
        CreditEntry, models.PROTECT, related_name="movements", null=True, blank=True,
        verbose_name=_("credit entry"),
    )  # fmt: skip
    document = models.CharField(_("document"), max_length=24, blank=True)
    day = models.DateField(_("value date"), db_index=True)
    at = models.DateTimeField(_("booked"))
    actor = models.CharField(_("by whom"), max_length=24)

    objects = AppendOnlyQuerySet.as_manager()

    write_only = True

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        permissions = [("export_ledger", "Can take the journal and the VAT report away")]
        constraints = [
            models.UniqueConstraint(fields=["cause", "about", "debit", "credit", "part"], name="booked_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=0, cause__in=["exchange", "revalued"]),
                name="movement_moves",
            ),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="movement_of_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"{self.debit} ← {self.credit} {self.amount} {self.currency}"

    def save(self, *args, **kwargs):
        raise AppendOnly("a movement is written by billing.ledger.posting only")

    def delete(self, *args, **kwargs):
        raise AppendOnly("a movement is never deleted")


class Worth(models.Model):
    """What a movement in foreign currency is worth in centimes of dirham; written once, when its rate is known."""

    movement = models.OneToOneField(
        Movement, models.PROTECT, primary_key=True, related_name="worth", verbose_name=_("movement")
    )
    amount = models.BigIntegerField(_("amount (centimes of dirham)"))
    rate = models.CharField(
        _("rate"), max_length=20, blank=True
    )  # dirhams for one unit; a difference has none

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("worth in dirhams")
        verbose_name_plural = _("worths in dirhams")
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="worth_not_negative")]

    def __str__(self) -> str:
        return f"{self.amount} MAD"
