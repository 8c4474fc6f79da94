"""The inventory: machines in their racks, networks and addresses; each is leased to one server at a time."""

import ipaddress

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField

from .catalogue import ServerProduct, Site


class Machine(models.Model):
    """A physical machine: in stock, with a customer, to be wiped, under repair or gone."""

    class State(models.TextChoices):
        FREE = "free", _("in stock")
        ASSIGNED = "assigned", _("with a customer")
        TO_WIPE = "to_wipe", _("to be wiped")
        REPAIR = "repair", _("under repair")
        RETIRED = "retired", _("retired")

    public_id = PublicIdField("mac")
    serial = models.CharField(_("serial number"), max_length=60, unique=True)
    product = models.ForeignKey(
        ServerProduct, models.PROTECT, related_name="machines", verbose_name=_("sold as")
    )
    model = models.CharField(_("make and model"), max_length=80)
    site = models.ForeignKey(Site, models.PROTECT, related_name="machines", verbose_name=_("site"))
    rack = models.CharField(_("rack and unit"), max_length=40)
    management = models.GenericIPAddressField(_("management address"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.FREE)
    changed_at = models.DateTimeField(_("since"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["site", "rack", "pk"]
        verbose_name = _("machine")
        verbose_name_plural = _("machines")
        constraints = [models.UniqueConstraint(fields=["site", "rack"], name="one_machine_in_a_place")]

    def __str__(self) -> str:
        return f"{self.model} {self.serial}"

    @property
    def tone(self) -> str:
        tones = {"free": "fine", "assigned": "neutral", "to_wipe": "soon", "repair": "late"}
        return tones.get(self.state, "ended")


class Subnet(models.Model):
    """A network of a site; its usable addresses are rows of the inventory."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="subnets", verbose_name=_("site"))
    network = models.CharField(_("network"), max_length=43, unique=True)
    gateway = models.GenericIPAddressField(_("gateway"))
    resolvers = models.JSONField(_("name servers"), default=list, blank=True)

    class Meta:
        ordering = ["site", "network"]
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return self.network

    def clean(self) -> None:
        """The network is a network, and the gateway lies in it."""
        try:
            network = ipaddress.ip_network(self.network)
        except ValueError:
            said = gettext("“%(typed)s” is not a network. Write it like 192.0.2.0/24.")
            raise ValidationError({"network": said % {"typed": self.network}}) from None
        if self.gateway and ipaddress.ip_address(self.gateway) not in network:
            said = gettext("The gateway does not lie in %(network)s.")
            raise ValidationError({"gateway": said % {"network": network}})

    @property
    def prefix(self) -> int:
        """The length of the prefix, in bits."""
        return ipaddress.ip_network(self.network).prefixlen


class Address(models.Model):
    """One address. `server` holds it; one that was given back rests before it is leased again."""

    ip = models.GenericIPAddressField(_("address"), unique=True)
    subnet = models.ForeignKey(Subnet, models.PROTECT, related_name="addresses", verbose_name=_("network"))
    server = models.ForeignKey(
        "servers.Server",
        models.PROTECT,
        related_name="addresses",
        null=True,
        blank=True,
        verbose_name=_("server"),
    )
    leased_at = models.DateTimeField(_("leased"), null=True, blank=True)
    released_at = models.DateTimeField(_("given back"), null=True, blank=True)
    reserved = models.BooleanField(_("kept for ourselves"), default=False)
    reverse = models.CharField(_("reverse DNS"), max_length=253, blank=True)

    class Meta:
        ordering = ["subnet", "pk"]
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                name="leased_address_has_a_server",
                condition=Q(server=None, leased_at=None) | Q(server__isnull=False, leased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reserved_is_not_leased", condition=Q(reserved=False) | Q(server=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["subnet", "id"], name="addresses_free", condition=Q(server=None, reserved=False)
            )
        ]

    def __str__(self) -> str:
        return self.ip
