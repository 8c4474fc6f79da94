"""The cash desk: a till is one person's drawer from its opening count to its closing count, signed by a second one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField

from .payments import Payment
from .tones import Toned


class Till(Toned, models.Model):
    """One session of a drawer. All its sums are MAD centimes."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COUNTED = "counted", _("counted, to be signed")
        CLOSED = "closed", _("closed")

    public_id = PublicIdField("til")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    opened_at = models.DateTimeField(_("opened"))
    float_amount = models.BigIntegerField(_("opening float (centimes)"))
    counted_at = models.DateTimeField(_("counted on"), null=True, blank=True)
    counted = models.BigIntegerField(_("counted (centimes)"), null=True, blank=True)
    expected = models.BigIntegerField(_("expected (centimes)"), null=True, blank=True)
    explanation = models.TextField(_("explanation of the difference"), blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.CharField(_("signed by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("till")
        verbose_name_plural = _("tills")
        permissions = [("take_cash", "Can take cash at the desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["clerk"], condition=~Q(state="closed"), name="one_till_of_a_clerk"
            ),
            models.CheckConstraint(condition=Q(float_amount__gte=0), name="till_float"),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(counted=F("expected"))
                | (Q(counted__isnull=False, expected__isnull=False) & ~Q(explanation="")),
                name="till_difference_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clerk} – {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def difference(self) -> int | None:
        """What was counted less what should be there, in centimes; None before the count."""
        return None if self.counted is None else self.counted - self.expected


class TillEntry(models.Model):
    """Cash that went in or out of a till. Written once, never changed."""

    class Kind(models.TextChoices):
        TAKEN = "taken", _("taken from a customer")
        GIVEN_BACK = "given_back", _("given back to a customer")
        BANKED = "banked", _("carried to the bank")

    till = models.ForeignKey(Till, models.PROTECT, related_name="entries", verbose_name=_("till"))
    public_id = PublicIdField("tle")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    payment = models.OneToOneField(
        Payment, models.PROTECT, related_name="till_entry", null=True, blank=True, verbose_name=_("payment")
    )
    about = models.CharField(_("about"), max_length=24, blank=True)
    amount = models.BigIntegerField(
        _("amount (centimes)")
    )  # in is above zero, out below; stamp duty included
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("by whom"), max_length=24)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("till entry")
        verbose_name_plural = _("till entries")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="till_entry_moves"),
            models.UniqueConstraint(fields=["about"], condition=Q(kind="given_back"), name="given_back_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
