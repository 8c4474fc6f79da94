"""What is sold: configurations, sites and systems, all of it data that staff edit (SRV-3.p1, SRV-A1, SRV-A3)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    """A data centre. `data_protection` says under which law the data lie there (SRV-A3-1, SRV-A3-2)."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country"), max_length=2)
    clause = models.CharField(_("clause"), max_length=20)
    data_protection = models.TextField(_("data protection"))
    text_version = models.CharField(_("version of that text"), max_length=20, default="1.0")
    enabled = models.BooleanField(_("on sale"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name


class Image(models.Model):
    """An operating system as it is installed. `source` is its name at the hypervisor (a volume, a template)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    source = models.CharField(_("name at the hypervisor"), max_length=120)
    enabled = models.BooleanField(_("on sale"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("system")
        verbose_name_plural = _("systems")

    def __str__(self) -> str:
        return self.name


class ServerProduct(models.Model):
    """One configuration as it is sold. Its prices are billing's: operations `cycle1` … `cycle12`, `setup`.

    Memory and disk are in GB, `bandwidth` in Mbit/s, `traffic` in TB a month.
    """

    class Kind(models.TextChoices):
        CLOUD = "cloud", _("cloud server (KVM)")
        DEDICATED = "dedicated", _("dedicated server")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    description = models.TextField(_("description"), blank=True)
    cpus = models.PositiveSmallIntegerField(_("processor cores"))
    processor = models.CharField(_("processor"), max_length=80)
    ram = models.PositiveIntegerField(_("memory (GB)"))
    disk = models.PositiveIntegerField(_("disk (GB)"))
    disks = models.CharField(_("disks"), max_length=80)
    bandwidth = models.PositiveIntegerField(_("bandwidth (Mbit/s)"))
    traffic = models.PositiveIntegerField(_("traffic a month (TB)"))
    sites = models.ManyToManyField(Site, related_name="products", verbose_name=_("sites"))
    setup_fee = models.BooleanField(_("has a setup fee"), default=False)
    scopes = models.JSONField(_("documents to accept"), default=list)
    enabled = models.BooleanField(_("on sale"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("server product")
        verbose_name_plural = _("server products")
        constraints = [
            models.CheckConstraint(
                name="server_has_a_size",
                condition=Q(cpus__gte=1, ram__gte=1, disk__gte=1, bandwidth__gte=1, traffic__gte=1),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("servers:product", args=[self.code])

    @property
    def product_code(self) -> str:
        """The billing product of the configuration."""
        return f"server.{self.code}"

    @property
    def is_cloud(self) -> bool:
        return self.kind == self.Kind.CLOUD

    @property
    def promise_clause(self) -> str:
        """The clause of its delivery: 5 minutes or 24 hours."""
        return "SRV-3.2" if self.is_cloud else "SRV-3.1"
