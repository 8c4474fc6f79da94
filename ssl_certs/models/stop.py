"""An authority stops, or loses the right to issue: the campaign that tells every customer concerned (SSL-11.4)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.ending import schedule

from .order import SslOrder
from .product import CertificateProduct


class AuthorityStop(Scheduled):
    """From its preparation by one person, over its confirmation by another, to the day on which the orders end.

    `products` are the codes of the products concerned; none: all of the authority's.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared, to be confirmed")
        ANNOUNCING = "announcing", _("being announced")
        ANNOUNCED = "announced", _("announced")
        EFFECTIVE = "effective", _("in effect")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = PublicIdField("stp")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARED)
    authority = models.CharField(_("certification authority"), max_length=30, db_index=True)
    products = models.JSONField(_("products concerned"), default=list, blank=True)
    effective_on = models.DateField(_("last day of service"))
    words = models.TextField(_("what the customers are told"))
    replacement = models.ForeignKey(
        CertificateProduct, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("proposed instead"),
    )  # fmt: skip
    prepared_at = models.DateTimeField(_("prepared"))
    prepared_by = models.CharField(_("prepared by"), max_length=24)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=24, blank=True)
    announce_at = models.DateTimeField(_("next to be told"), null=True, editable=False)

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        verbose_name = _("stop of an authority")
        verbose_name_plural = _("stops of authorities")
        indexes = [due_index("ssl_stop_due")]
        constraints = [
            models.CheckConstraint(
                name="stop_confirmed_by_a_second_person",
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="stop_announced_once_confirmed",
                condition=Q(state__in=["prepared", "withdrawn"]) | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} – {self.effective_on}"

    def steps(self) -> list[Step]:
        return list(schedule.stop(self.state, self.announce_at, self.effective_on))

    def get_absolute_url(self) -> str:
        return reverse("admin:ssl_certs_authoritystop_change", args=[self.pk])


class StopNotice(Owned):
    """One order that was told of a stop: to which addresses, when, and on which day it ends."""

    stop = models.ForeignKey(AuthorityStop, models.PROTECT, related_name="notices", verbose_name=_("stop"))
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="+", verbose_name=_("order"))
    sent_to = models.JSONField(_("written to"), default=list)
    told_at = models.DateTimeField(_("told"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        ordering = ["stop", "pk"]
        verbose_name = _("notice of a stop")
        verbose_name_plural = _("notices of a stop")
        constraints = [models.UniqueConstraint(fields=["stop", "order"], name="told_of_a_stop_once")]

    def __str__(self) -> str:
        return f"{self.stop}: {self.order}"
