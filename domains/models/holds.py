"""The mitigating circumstances that keep a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import StoredFile
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from domains.ending import schedule

from .domain import Domain


class Hold(Owned, Scheduled):
    """A mitigating circumstance: while one is open the name is not deleted (DN-12.1, DN-A1-2).

    Opened by staff, or claimed by the customer with proof: then it protects at once and staff decide.
    """

    class Kind(models.TextChoices):
        UDRP = "udrp", _("dispute procedure")
        COURT = "court", _("court order")
        BANKRUPTCY = "bankruptcy", _("holder's bankruptcy")
        PAYMENT = "payment", _("payment dispute")
        BILLING = "billing", _("billing dispute")
        LAWSUIT = "lawsuit", _("pending lawsuit")
        OTHER = "other", _("other circumstance that ICANN approves")

    class State(models.TextChoices):
        CLAIMED = "claimed", _("claimed, being checked")
        OPEN = "open", _("open")
        REJECTED = "rejected", _("not accepted")
        CLOSED = "closed", _("over")

    DISPUTES = (Kind.UDRP, Kind.COURT, Kind.LAWSUIT)  # no transfer while one is open (DN-6.2.4)
    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("hld")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="holds", verbose_name=_("domain name"))
    kind = models.CharField(_("circumstance"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    detail = models.TextField(_("explanation"), blank=True)
    proof = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("proof")
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.CharField(_("opened by"), max_length=24)
    decide_by = models.DateTimeField(_("to be decided by"), null=True, blank=True)
    lock_by = models.DateTimeField(_("to be locked by"), null=True, blank=True)
    answer = models.TextField(_("our answer"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [due_index("hold_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "kind"], name="one_claim_of_a_kind", condition=Q(state="claimed")
            ),
            models.CheckConstraint(
                name="hold_is_open_until_closed",
                condition=Q(state__in=["claimed", "open"], closed_at=None)
                | Q(state__in=["rejected", "closed"], closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.domain}"

    @property
    def tone(self) -> str:
        return {"claimed": "soon", "open": "fine"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(schedule.hold(self.state, self.decide_by, self.lock_by))

    def get_absolute_url(self) -> str:
        return self.domain.get_absolute_url()
