"""What follows an unpaid period, as staff have set it: ladders with their first day, and pauses (HD-3.3, C-13)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.dunning.terms import DEFAULTS
from core.ids import PublicIdField
from core.owned import Owned

from .catalogue import Product

FAMILIES = [(family, words) for family, words in (
    ("server", _("Servers")), ("hosting", _("Web hosting")), ("outsourcing", _("Outsourcing")),
) if family in DEFAULTS]  # fmt: skip


class Ladder(models.Model):
    """The rungs of a family, or of one product, for the periods that end on a day or later; days from J0."""

    family = models.CharField(_("family"), max_length=12, choices=FAMILIES)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="ladders", null=True, blank=True, verbose_name=_("product"),
        help_text=_("Empty: the whole family."),
    )  # fmt: skip
    starts_on = models.DateField(_("for periods that end from"))
    reminder = models.PositiveSmallIntegerField(_("reminder, days before"), null=True, blank=True)
    suspend = models.PositiveSmallIntegerField(_("suspended, days after"), null=True, blank=True)
    warning = models.PositiveSmallIntegerField(_("last warning, days after"), null=True, blank=True)
    end = models.PositiveSmallIntegerField(
        _("ended or deemed abandoned, days after"), validators=[MinValueValidator(1)]
    )
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        ordering = ["family", "product", "-starts_on"]
        verbose_name = _("dunning ladder")
        verbose_name_plural = _("dunning ladders")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "starts_on"], name="one_ladder_of_a_product_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["family", "starts_on"],
                condition=Q(product=None),
                name="one_ladder_of_a_family_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(suspend=None) | Q(suspend__lte=F("end")), name="suspended_before_end"
            ),
            models.CheckConstraint(
                condition=Q(warning=None) | Q(warning__lt=F("end")), name="warned_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product or self.get_family_display()} – {self.starts_on}"


class DunningPause(Owned):
    """Days that do not count on the ladder of one thing: a dispute, a hold, an agreement with the customer."""

    class Ground(models.TextChoices):
        DISPUTE = "dispute", _("a payment is disputed")
        HOLD = "hold", _("a hold: authority, incident on our side")
        AGREEMENT = "agreement", _("an agreement with the customer")

    class State(models.TextChoices):
        ENTERED = "entered", _("entered")
        ENDED = "ended", _("ended early")

    public_id = PublicIdField("pau")
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.ENTERED)
    about = models.CharField(_("about"), max_length=24)
    ground = models.CharField(_("ground"), max_length=9, choices=Ground.choices)
    reason = models.CharField(_("reason"), max_length=300)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("by whom"), max_length=24)

    class Meta:
        ordering = ["-entered_at"]
        verbose_name = _("pause of dunning")
        verbose_name_plural = _("pauses of dunning")
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(ends_on=None), name="one_open_pause"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="pause_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["about"], name="pauses_about")]

    def __str__(self) -> str:
        return f"{self.about} – {self.get_ground_display()}"
