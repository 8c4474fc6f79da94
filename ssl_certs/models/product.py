"""What is sold: certificates by level and kind, all of it data that staff edit (SSL-9.2a, SSL-13.6, C-30)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CertificateProduct(models.Model):
    """One certificate as it is sold. Its prices are billing's: operations `order`, `name`, `licence`.

    `methods` lists the ways to prove control (`email`, `dns`, `http`) that the authority takes for it;
    `licences` is the number of servers it may stand on (0: any number); `warranty` is in US dollars.
    """

    class Level(models.TextChoices):
        DV = "dv", _("domain control (DV)")
        OV = "ov", _("organisation (OV)")
        EV = "ev", _("extended (EV)")

    class Kind(models.TextChoices):
        SINGLE = "single", _("one name")
        MULTI = "multi", _("several names")
        WILDCARD = "wildcard", _("all names below one (wildcard)")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    brand = models.CharField(_("brand"), max_length=40)
    authority = models.CharField(_("certification authority"), max_length=30, default="sandbox")
    authority_product = models.CharField(_("product at the authority"), max_length=80, blank=True)
    authority_name = models.CharField(_("legal name of the authority"), max_length=80, blank=True)
    caa_domains = models.JSONField(_("names of the authority in CAA records"), default=list, blank=True)
    agreement_url = models.URLField(_("subscriber agreement"), blank=True)
    agreement_version = models.CharField(_("version of the agreement"), max_length=40, blank=True)
    level = models.CharField(_("validation level"), max_length=2, choices=Level.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    names_included = models.PositiveSmallIntegerField(_("names included"), default=1)
    names_most = models.PositiveSmallIntegerField(_("most names"), default=1)
    methods = models.JSONField(_("ways to prove control"), default=list)
    warranty = models.PositiveIntegerField(_("warranty of the authority (USD)"), default=0)
    licences = models.PositiveSmallIntegerField(_("servers it may stand on (0: any)"), default=0)
    delay = models.CharField(_("usual delay"), max_length=60, blank=True)
    description = models.TextField(_("description"), blank=True)
    scopes = models.JSONField(_("documents to accept"), default=list)
    enabled = models.BooleanField(_("on sale"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("certificate product")
        verbose_name_plural = _("certificate products")
        constraints = [
            models.CheckConstraint(name="no_ev_wildcard", condition=~Q(level="ev", kind="wildcard")),
            models.CheckConstraint(
                name="names_in_bounds",
                condition=Q(names_included__gte=1) & Q(names_most__gte=F("names_included")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ssl_certs:product", args=[self.code])

    @property
    def product_code(self) -> str:
        """The billing product of the certificate, its additional names and its server licences."""
        return f"ssl.{self.code}"

    @property
    def sells_names(self) -> bool:
        """Whether more names than those included can be bought (SSL-A3-1)."""
        return self.names_most > self.names_included

    @property
    def sells_licences(self) -> bool:
        """Whether the certificate is licensed per server, so that more licences can be bought (SSL-9.2b)."""
        return self.licences > 0

    @property
    def needs_organisation(self) -> bool:
        """OV and EV name the organisation (SSL-A2-2.1, SSL-A2-3.3)."""
        return self.level != self.Level.DV
