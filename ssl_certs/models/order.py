"""The order of a certificate: a term of one year that holds several certificates (SSL-3.1a, C-09)."""

from datetime import datetime
from operator import attrgetter

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.names import readable
from ssl_certs.schedule import OrderFacts, order_schedule

from .product import CertificateProduct

facts_of = attrgetter(*OrderFacts._fields)


class SslOrder(Owned, Scheduled):
    """A year of certificates for some names. The year starts with the first certificate issued (SSL-3.1b, C-12).

    `names` are A-labels, the first is the main one; `names_bought` how many the customer may name (SSL-A3-1);
    `pinned` keeps the product's attributes as they were when it was ordered.
    """

    class State(models.TextChoices):
        AWAITING_CSR = "awaiting_csr", _("to be set up")
        VALIDATING = "validating", _("being validated")
        ACTIVE = "active", _("active")
        REISSUE_DUE = "reissue_due", _("to be reissued")
        CANCELLING = "cancelling", _("being cancelled")
        CANCELLED = "cancelled", _("cancelled")
        REVOKING = "revoking", _("being revoked")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("ended")
        TERMINATED = "terminated", _("terminated")
        REFUSED = "refused", _("refused by the authority")
        BAD_DATA = "bad_data", _("cancelled for wrong data")

    class EndedBy(models.TextChoices):
        """Who gave notice, where the year does not run to its end (SSL-8.1a, SSL-8.2, SSL-11.4)."""

        CUSTOMER = "customer", _("the customer")
        COMPANY = "company", _("the company")
        AUTHORITY = "authority", _("the authority has stopped")
        FORCE_MAJEURE = "force_majeure", _("force majeure")

    schedule_related = ("product", "customer")
    secret_fields = ("organisation", "contacts")
    LIVE = ("awaiting_csr", "validating", "active", "reissue_due")
    CANCELLABLE = (*LIVE, "refused")  # one refused by the authority too (SSL-13.2)

    public_id = PublicIdField("ssl")
    product = models.ForeignKey(
        CertificateProduct, models.PROTECT, related_name="orders", verbose_name=_("product")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.AWAITING_CSR)
    names = models.JSONField(_("names"), default=list)
    names_bought = models.PositiveSmallIntegerField(_("names bought"), default=1)
    licences = models.PositiveSmallIntegerField(_("server licences (0: any)"), default=0)
    installation = models.CharField(_("installation on"), max_length=10, blank=True)
    installed_at = models.DateTimeField(_("installed"), null=True, blank=True)
    organisation = models.JSONField(_("organisation"), default=dict, blank=True)
    contacts = models.JSONField(_("contacts"), default=dict, blank=True)
    pinned = models.JSONField(_("as it was sold"), default=dict)
    line = models.CharField(_("paid line"), max_length=24, unique=True, editable=False)
    ordered_at = models.DateTimeField(_("ordered"))
    paid_at = models.DateTimeField(_("paid"))
    cancel_until = models.DateField(_("can be cancelled until"))
    term_started_on = models.DateField(_("year started"), null=True)
    term_ends_on = models.DateField(_("year ends"), null=True)
    live_until = models.DateField(_("the certificate expires"), null=True)
    reissue_on = models.DateField(_("reissue due"), null=True)
    auto_reissue = models.BooleanField(_("reissued with the same key"), default=False)
    ended_by = models.CharField(_("notice given by"), max_length=14, choices=EndedBy.choices, blank=True)
    notice_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    ends_on = models.DateField(_("ends by notice"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked by us"), null=True, blank=True)
    refusal = models.TextField(_("why refused"), blank=True)
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("ordered anew after"),
    )

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("certificate order")
        verbose_name_plural = _("certificate orders")
        indexes = [
            due_index("ssl_order_due"),
            models.Index(fields=["customer", "-ordered_at"], name="ssl_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="active_order_has_a_year",
                condition=~Q(state__in=["active", "reissue_due", "expired"]) | Q(term_ends_on__isnull=False),
            ),
            models.CheckConstraint(name="names_bought_positive", condition=Q(names_bought__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.product} – {self.main_name}" if self.names else str(self.product)

    @property
    def main_name(self) -> str:
        """The first name as people read it."""
        return readable(self.names[0]) if self.names else ""

    @property
    def tone(self) -> str:
        """How urgent the state is, in the page's tones."""
        tones = {"active": "fine", "awaiting_csr": "soon", "validating": "soon", "reissue_due": "late",
                 "cancelling": "late", "revoking": "late", "refused": "late"}  # fmt: skip
        return tones.get(self.state, "ended")

    @property
    def lock_told(self):
        """The decision that locks the order, once its customer may know of it (SSL-12.1, C-29)."""
        told = self.decisions.filter(effect="lock", state="executed", told_at__isnull=False)
        return told.first() if self.locked_at else None

    def cancellable(self, now: datetime) -> bool:
        """Whether the twenty days still run (SSL-6.1): until 23:59:59 local of the last one."""
        return self.state in self.CANCELLABLE and clock.local_date(now) <= self.cancel_until

    def steps(self) -> list[Step]:
        return list(order_schedule(OrderFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("ssl_certs:detail", args=[self.public_id])
