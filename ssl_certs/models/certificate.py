"""A certificate: one issuance inside the year of an order (C-09)."""

from operator import attrgetter

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.names import readable
from ssl_certs.schedule import CertificateFacts, certificate_schedule

from .order import SslOrder

facts_of = attrgetter(*CertificateFacts._fields)


class Certificate(Owned, Calling):
    """From the request at the authority to its end. No private key is ever stored (SSL-13.4).

    `reference` is the authority's own; `pem` and `chain` are what it issued (leaf; intermediates, leaf's issuer
    first); `days` is the validity that was asked for. The three instants of a revocation stand apart (SSL-7.2b).
    """

    class State(models.TextChoices):
        REQUESTING = "requesting", _("being requested")
        VALIDATING = "validating", _("being validated")
        ISSUED = "issued", _("issued")
        REPLACED = "replaced", _("replaced by a newer one")
        EXPIRED = "expired", _("expired")
        REVOKING = "revoking", _("being revoked")
        REVOKED = "revoked", _("revoked")
        REFUSED = "refused", _("refused by the authority")
        ABANDONING = "abandoning", _("being given up")
        ABANDONED = "abandoned", _("given up")

    class Reason(models.IntegerChoices):
        """What a subscriber may give as reason (RFC 5280 5.3.1, Baseline Requirements 4.9.1.1)."""

        UNSPECIFIED = 0, _("no reason given")
        KEY_COMPROMISE = 1, _("the private key is known to others")
        AFFILIATION_CHANGED = 3, _("the organisation's name or data have changed")
        SUPERSEDED = 4, _("a newer certificate has taken its place")
        CESSATION = 5, _("the name or the site is no longer used")
        PRIVILEGE_WITHDRAWN = 9, _("withdrawn by the authority or the company")

    schedule_related = ("order__product", "customer")
    locks_first = ("order",)
    IN_PROGRESS = ("requesting", "validating", "abandoning")
    LIVE = ("issued", "replaced")

    public_id = PublicIdField("crt")
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="certificates", verbose_name=_("order"))
    number = models.PositiveSmallIntegerField(_("issuance"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REQUESTING)
    names = models.JSONField(_("names"), default=list)
    methods = models.JSONField(_("ways to prove control"), default=dict)
    csr = models.TextField(_("certificate signing request"))
    key = models.CharField(_("key"), max_length=20, blank=True)
    key_digest = models.CharField(_("digest of the public key"), max_length=64, db_index=True)
    days = models.PositiveSmallIntegerField(_("validity asked for (days)"), default=0)
    authority = models.CharField(_("certification authority"), max_length=30)
    reference = models.CharField(_("number at the authority"), max_length=200, blank=True)
    requested_at = models.DateTimeField(_("requested"))
    tokens_expire_at = models.DateTimeField(_("tokens expire"), null=True, blank=True)
    told_at = models.DateTimeField(_("instructions sent"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    pem = models.TextField(_("certificate"), blank=True)
    chain = models.TextField(_("chain"), blank=True)
    serial = models.CharField(_("serial number"), max_length=50, blank=True)
    not_before = models.DateTimeField(_("valid from"), null=True, blank=True)
    not_after = models.DateTimeField(_("valid until"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    refusal_code = models.CharField(_("refusal"), max_length=60, blank=True)
    refusal = models.TextField(_("why refused"), blank=True)
    revocation_reason = models.PositiveSmallIntegerField(
        _("reason of the revocation"), choices=Reason.choices, null=True, blank=True
    )
    revocation_requested_at = models.DateTimeField(_("revocation requested"), null=True, blank=True)
    revocation_sent_at = models.DateTimeField(_("revocation sent to the authority"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["order", "-number"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [due_index("certificate_due")]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_certificate_per_number"),
            models.UniqueConstraint(
                fields=["order"],
                name="one_issuance_under_way",
                condition=Q(state__in=["requesting", "validating"]),
            ),
            models.UniqueConstraint(
                fields=["order"], name="one_live_certificate", condition=Q(state="issued")
            ),
            models.CheckConstraint(
                name="issued_certificate_is_there",
                condition=~Q(state__in=["issued", "replaced", "revoking", "revoked"])
                | (~Q(pem="") & Q(not_after__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} #{self.number}"

    @property
    def readable_names(self) -> list[str]:
        """Its names as people read them."""
        return [readable(name) for name in self.names]

    @property
    def tone(self) -> str:
        """How urgent the state is, in the page's tones."""
        tones = {"issued": "fine", "requesting": "soon", "validating": "soon", "revoking": "late"}
        return tones.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(certificate_schedule(CertificateFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("ssl_certs:certificate", args=[self.public_id])
