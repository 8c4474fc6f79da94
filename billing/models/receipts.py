"""Receipts: money that went over the counter or back to a customer, on paper, numbered like every document."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing import schedule
from core.ids import PublicIdField
from core.models import due_index
from core.schedule import Step

from .documents import Document, amounts_agree


class Receipt(Document):
    """Says that money changed hands: cash received (with its stamp duty, facts D) or a refund sent.

    `total_ttc` is the amount itself in centimes; `stamp` came on top of it. A receipt has no tax effect.
    """

    class Kind(models.TextChoices):
        CASH = "cash", _("cash received")
        REFUND = "refund", _("refund sent")

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")

    public_id = PublicIdField("rcp")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ISSUED)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    about = models.CharField(_("about"), max_length=24)
    stamp = models.BigIntegerField(_("stamp duty"), default=0)

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            *amounts_agree("receipt"),
            models.UniqueConstraint(fields=["kind", "about"], name="one_receipt_per_movement"),
            models.CheckConstraint(
                condition=Q(stamp=0) | Q(stamp__gt=0, kind="cash"), name="receipt_stamp_on_cash"
            ),
            models.CheckConstraint(condition=Q(total_ttc__gt=0, total_vat=0), name="receipt_of_money"),
            models.CheckConstraint(condition=Q(number__isnull=False), name="receipt_numbered"),
        ]
        indexes = [due_index("receipt_due")]

    @property
    def handed_over(self) -> int:
        """All that changed hands, in centimes: the amount and its stamp duty."""
        return self.total_ttc + self.stamp

    @property
    def tone(self) -> str:
        return "fine"

    def steps(self) -> list[Step]:
        return list(schedule.delivery(self, "HD-3.2b"))
