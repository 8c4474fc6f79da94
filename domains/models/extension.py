"""An extension and its rules: the rows that staff edit."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from domains.terms import GTLD, Family, terms_for


class Extension(models.Model):
    """An extension and its rules. A row may be kinder than the contract, never harsher."""

    code = models.CharField(_("extension"), max_length=30, unique=True, help_text=_("Without the first dot."))
    family = models.CharField(_("family"), max_length=8, choices=[(f.value, f".{f.value}") for f in Family])
    enabled = models.BooleanField(_("sold"), default=True)
    restricted = models.BooleanField(_("restricted"), default=False)
    requires_local_admin = models.BooleanField(_("administrative contact in Morocco"), default=False)
    years_min = models.PositiveSmallIntegerField(_("years at least"), default=1)
    years_max = models.PositiveSmallIntegerField(_("years at most"), default=10)
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), null=True, blank=True)
    redemption_days = models.PositiveSmallIntegerField(_("days of redemption"), null=True, blank=True)
    pending_delete_days = models.PositiveSmallIntegerField(_("days of deletion"), null=True, blank=True)
    registry_is_shorter = models.BooleanField(
        _("shorter at the registry"),
        default=False,
        help_text=_("The registry allows fewer days than the contract; told at purchase (C-02)."),
    )
    lock_days = models.PositiveSmallIntegerField(_("days without transfer"), default=60)
    total_years = models.PositiveSmallIntegerField(_("years ahead at most"), default=10)
    redeem_includes_year = models.BooleanField(
        _("buy-back with a year"), default=True, help_text=_("The buy-back includes one year (C-25).")
    )
    idn = models.JSONField(_("alphabets"), default=list, blank=True)
    min_length = models.PositiveSmallIntegerField(_("characters at least"), default=1)
    reserved = models.BooleanField(
        _("reserved terms"), default=False, help_text=_("Reserved terms go to a prior review.")
    )
    requires_identity = models.BooleanField(_("identity to be proved"), default=False)
    auth_code = models.CharField(_("authorisation code"), max_length=12, default="self_service")
    scopes = models.JSONField(_("documents to accept"), default=list)
    description = models.CharField(_("description"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    effective_on = models.DateField(_("in force from"))
    rank = models.PositiveSmallIntegerField(_("rank"), default=100)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(
                name="extension_not_harsher_than_contract",
                condition=Q(registry_is_shorter=True)
                | (
                    (Q(grace_days=None) | Q(grace_days__gte=GTLD.grace.days))
                    & (Q(redemption_days=None) | Q(redemption_days__gte=GTLD.redemption.days))
                ),
                violation_error_message=_(
                    "An extension may be kinder than the contract, never harsher (DN-5.2)."
                ),
            ),
            models.CheckConstraint(name="extension_years", condition=Q(years_min__lte=models.F("years_max"))),
        ]

    def __str__(self) -> str:
        return f".{self.code}"

    def get_absolute_url(self) -> str:
        return reverse("domains:extension", args=[self.code])

    @property
    def terms(self):
        return terms_for(self)

    @property
    def product_code(self) -> str:
        return f"domain.{self.code}"
