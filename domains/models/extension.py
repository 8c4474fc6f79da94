"""An extension and its rules: the rows that staff edit."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from domains.terms import GTLD, Family, terms_for

LONGEST_LABEL = 63  # RFC 1035


def every_contact() -> list[str]:
    """The contacts that a registry asks for unless its extension's row says otherwise (DN-7.3.1)."""
    return ["holder", "admin", "tech"]


class Extension(models.Model):
    """An extension and its rules. A row may be kinder than the contract, never harsher.

    Staff change a row through dated revisions only (`ExtensionRevision`, DN-15.2).
    """

    class AuthCode(models.TextChoices):
        SELF_SERVICE = "self_service", _("shown at once in the customer area")
        BY_HAND = "by_hand", _("asked from the registry for each name")

    code = models.CharField(_("extension"), max_length=30, unique=True, help_text=_("Without the first dot."))
    family = models.CharField(_("family"), max_length=8, choices=[(f.value, f".{f.value}") for f in Family])
    enabled = models.BooleanField(_("sold"), default=True)
    restricted = models.BooleanField(
        _("restricted"),
        default=False,
        help_text=_("Each name of the zone needs the registry's consent first."),
    )
    requires_local_admin = models.BooleanField(
        _("administrative contact in Morocco"), default=False, help_text=_("The local presence (DN-A2-1.1).")
    )
    requires_legal_person = models.BooleanField(_("legal persons only"), default=False)
    requires_https = models.BooleanField(
        _("HTTPS required"), default=False, help_text=_("Browsers open its sites over HTTPS only.")
    )
    required_contacts = models.JSONField(
        _("required contacts"),
        default=every_contact,
        help_text=_("What the registry asks for; a missing technical contact is ours (DN-7.3.1)."),
    )
    years_min = models.PositiveSmallIntegerField(_("years at least"), default=1)
    years_max = models.PositiveSmallIntegerField(_("years at most"), default=10)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), null=True, blank=True, help_text=_("Empty: the contract's number (DN-5.2).")
    )
    redemption_days = models.PositiveSmallIntegerField(
        _("days of redemption"), null=True, blank=True, help_text=_("Empty: the contract's number (DN-5.3).")
    )
    pending_delete_days = models.PositiveSmallIntegerField(
        _("days of deletion"), null=True, blank=True, help_text=_("Empty: the contract's number (DN-5.4).")
    )
    registry_is_shorter = models.BooleanField(
        _("shorter at the registry"),
        default=False,
        help_text=_("The registry allows fewer days than the contract; told at purchase (C-02)."),
    )
    lock_days = models.PositiveSmallIntegerField(
        _("days without transfer"),
        default=60,
        help_text=_("After a registration, a transfer or a change of holder (DN-6.p1(1), C-06)."),
    )
    total_years = models.PositiveSmallIntegerField(
        _("years ahead at most"), default=10, help_text=_("How far ahead a name may be paid (DN-3.2a).")
    )
    redeem_includes_year = models.BooleanField(
        _("buy-back with a year"), default=True, help_text=_("The buy-back includes one year (C-25).")
    )
    idn = models.JSONField(_("alphabets"), default=list, blank=True)
    min_length = models.PositiveSmallIntegerField(_("characters at least"), default=1)
    max_length = models.PositiveSmallIntegerField(
        _("characters at most"),
        default=LONGEST_LABEL,
        help_text=_("Counted on the encoded name; the DNS ends at 63."),
    )
    reserved = models.BooleanField(
        _("reserved terms"), default=False, help_text=_("Reserved terms go to a prior review.")
    )
    requires_identity = models.BooleanField(_("identity to be proved"), default=False)
    auth_code = models.CharField(
        _("authorisation code"),
        max_length=12,
        choices=AuthCode.choices,
        default=AuthCode.SELF_SERVICE,
        help_text=_("Free either way (DN-8.3, C-05)."),
    )
    scopes = models.JSONField(
        _("documents to accept"),
        default=list,
        help_text=_("Whose documents the cart asks to accept (DN-P2, C-18)."),
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    note = models.CharField(_("note for staff"), max_length=200, blank=True)
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
                    "An extension may be kinder than the contract, never harsher (DN-5.2, DN-5.3). Where the"
                    " registry itself allows fewer days, say so under “shorter at the registry” (C-02)."
                ),
            ),
            models.CheckConstraint(
                name="extension_years",
                condition=Q(years_min__lte=models.F("years_max")),
                violation_error_message=_("The shortest duration is longer than the longest (DN-3.2a)."),
            ),
            models.CheckConstraint(
                name="extension_lengths",
                condition=Q(
                    min_length__gte=1, max_length__lte=LONGEST_LABEL, min_length__lte=models.F("max_length")
                ),
                violation_error_message=_(
                    "A name has from 1 to 63 characters (RFC 1035): check both lengths."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f".{self.code}"

    def get_absolute_url(self) -> str:
        return reverse("domains:extension", args=[self.code])

    @property
    def terms(self):
        return terms_for(self)

    def told(self, contacts: Mapping[str, Any]) -> dict[str, Any]:
        """Of a name's contacts (role → snapshot) those that its registry asks for; the holder always (DN-7.3.1)."""
        asked = {"holder", *self.required_contacts}
        return {role: who for role, who in contacts.items() if role in asked}

    @classmethod
    def rule(cls, name: str) -> models.Field:
        """The column that keeps one of its rules."""
        return next(column for column in cls._meta.fields if column.name == name)

    @property
    def term_years(self) -> tuple[int, int]:
        """The shortest and the longest term on sale: none beyond what may be paid ahead (DN-3.2a)."""
        return max(self.years_min, 1), min(self.years_max, self.total_years)

    @property
    def product_code(self) -> str:
        return f"domain.{self.code}"
