"""Takings that a gateway or an agency has passed on to our bank: which they were, and what it kept of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.ledger.accounts import Account
from core.ids import PublicIdField

from .bank import BankLine
from .catalogue import CURRENCIES
from .movements import Movement


class Settlement(models.Model):
    """A bank line that is a gateway's takings, what was given or taken back subtracted, less its commission.

    All sums are centimes of `currency`, that of the takings; `commission` includes its VAT. Where the line is in
    dirhams and the takings are not, the bank has exchanged them: what is left of them is worth what the line says.
    """

    public_id = PublicIdField("stl")
    line = models.OneToOneField(
        BankLine, models.PROTECT, related_name="settlement", verbose_name=_("bank line")
    )
    account = models.CharField(_("ledger account"), max_length=16, choices=Account.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    gross = models.BigIntegerField(_("takings (centimes)"))
    commission = models.BigIntegerField(_("commission with its VAT (centimes)"))
    vat = models.BigIntegerField(_("VAT of the commission (centimes)"), default=0)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("settlement of takings")
        verbose_name_plural = _("settlements of takings")
        constraints = [
            models.CheckConstraint(
                condition=Q(vat__gte=0, vat__lte=F("commission")), name="settlement_commission"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Taking(models.Model):
    """One movement of a clearing account that a settlement has passed on; once."""

    settlement = models.ForeignKey(
        Settlement, models.PROTECT, related_name="takings", verbose_name=_("settlement of takings")
    )
    movement = models.OneToOneField(
        Movement, models.PROTECT, related_name="taking", verbose_name=_("movement")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("taking that was passed on")
        verbose_name_plural = _("takings that were passed on")

    def __str__(self) -> str:
        return f"{self.movement} → {self.settlement}"
