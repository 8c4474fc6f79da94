"""Where the portal and a registry disagree about a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField

from .domain import Domain


class Comparison(models.Model):
    """When a name was last held against its registry."""

    domain = models.OneToOneField(
        Domain, models.CASCADE, related_name="comparison", verbose_name=_("domain name")
    )
    compared_at = models.DateTimeField(_("compared"), db_index=True)

    class Meta:
        verbose_name = _("comparison with the registry")
        verbose_name_plural = _("comparisons with the registry")

    def __str__(self) -> str:
        return str(self.domain)


class Difference(models.Model):
    """One fact that differs; a person mends or accepts it, nothing ends a contract by itself."""

    class Field(models.TextChoices):
        EXISTENCE = "existence", _("existence")
        SPONSOR = "sponsor", _("registrar")
        EXPIRY = "expiry", _("expiry")
        LOCK = "lock", _("registrar lock")
        HOLD = "hold", _("DNS stop")
        BLOCK = "block", _("block by the registry")
        NAMESERVERS = "nameservers", _("name servers")
        DNSSEC = "dnssec", _("DNSSEC")
        CONTACTS = "contacts", _("contacts")

    class Mend(models.TextChoices):
        PUSH = "push", _("tell the registry what we have")
        TAKE = "take", _("take over what the registry shows")
        LOOK = "look", _("a person clears it up with the registry")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MENDED = "mended", _("mended")
        ACCEPTED = "accepted", _("accepted")
        GONE = "gone", _("no longer there")

    public_id = PublicIdField("dif")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="differences", verbose_name=_("domain name")
    )
    field = models.CharField(_("fact"), max_length=12, choices=Field.choices)
    ours = models.JSONField(_("with us"), default=None, null=True, blank=True)
    theirs = models.JSONField(_("at the registry"), default=None, null=True, blank=True)
    mend = models.CharField(_("proposed"), max_length=8, choices=Mend.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(_("found"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("difference from the registry")
        verbose_name_plural = _("differences from the registries")
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "field"], name="one_open_difference", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.get_field_display()}"
