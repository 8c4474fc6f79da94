"""Why an account is suspended: one row for each reason; it works again when the last one is lifted (HD-4.2)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from web_hosting.usage.schedule import suspension_schedule

from .account import HostingAccount

CLAUSES = {
    "billing": "HD-3.3",
    "overuse": "HD-5.1a",
    "network": "HD-5.3b",
    "abuse": "HD-4.4",
    "damage": "HD-4.5",
    "authority": "C-29",
}


class HostingSuspension(Owned, Scheduled):
    """One reason. The customer is told at once, or when a delay that an authority asks for is over (C-29)."""

    class State(models.TextChoices):
        OPEN = "open", _("in force")
        LIFTED = "lifted", _("lifted")

    class Reason(models.TextChoices):
        BILLING = "billing", _("unpaid")
        OVERUSE = "overuse", _("scripts that use too much")
        NETWORK = "network", _("safety of the network")
        ABUSE = "abuse", _("forbidden use")
        DAMAGE = "damage", _("technical damage to others")
        AUTHORITY = "authority", _("request of an authority")

    schedule_related = ("account__plan", "customer")
    locks_first = ("account",)

    public_id = PublicIdField("hsu")
    account = models.ForeignKey(
        HostingAccount, models.PROTECT, related_name="suspensions", verbose_name=_("account")
    )
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    ground = models.CharField(_("why suspended"), max_length=9, choices=Reason.choices)
    clause = models.CharField(_("clause"), max_length=20)
    detail = models.TextField(_("what the customer is told"), blank=True)
    emergency = models.BooleanField(_("without warning, others suffered"), default=False)
    opened_at = models.DateTimeField(_("since"))
    opened_by = models.CharField(_("by whom"), max_length=24)
    gag_until = models.DateField(_("not to be told until"), null=True, blank=True)
    told_at = models.DateTimeField(_("customer told"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("suspension of hosting")
        verbose_name_plural = _("suspensions of hosting")
        indexes = [due_index("hosting_suspension_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "ground"], name="suspended_once_for_a_reason", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="gag_for_an_authority_only", condition=Q(gag_until=None) | Q(ground="authority")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} – {self.get_ground_display()}"

    @property
    def tone(self) -> str:
        return "late" if self.state == self.State.OPEN else "ended"

    def silent(self, today: date) -> bool:
        """Whether nobody may be told yet (C-29)."""
        return bool(self.gag_until and self.gag_until >= today)

    def steps(self) -> list[Step]:
        return list(suspension_schedule(self.state, self.gag_until, self.told_at))
