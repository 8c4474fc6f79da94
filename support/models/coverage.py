"""Coverage: which support a service has, since when; one open row for each service and policy, the history is kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned
from support.policy import SupportPolicy


class Coverage(Owned):
    """A service (`about`, its public id) and the policy that it has, as its product wrote it down when it was sold."""

    public_id = PublicIdField("cov")
    about = models.CharField(_("service"), max_length=24, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200)
    kind = models.CharField(_("kind of service"), max_length=30)
    site = models.CharField(_("site"), max_length=60, blank=True)
    policy = models.CharField(_("policy"), max_length=40)
    terms = models.JSONField(_("what is promised"), default=dict)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["label", "pk"]
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        indexes = [models.Index(fields=["kind", "site"], name="coverage_component")]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "policy"], condition=Q(until=None), name="coverage_open_once"
            ),
            models.CheckConstraint(
                name="coverage_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.policy}"

    @property
    def promised(self) -> SupportPolicy:
        """The policy in its own type."""
        return SupportPolicy.from_data(self.terms)
