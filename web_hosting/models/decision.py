"""What we decide about the end of an account, always by two people (HD-3.4, HD-4.2, HD-4.5, guard 18)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from web_hosting.ending.schedule import decision_schedule

from .account import HostingAccount


class HostingDecision(Owned, Scheduled):
    """An abandoned account: listed by the clock, noticed with a date, confirmed by a second person. A breach: by two.

    Neither pays anything back (HD-4.5), and neither touches a domain name (C-13).
    """

    class State(models.TextChoices):
        LISTED = "listed", _("listed, to be noticed")
        NOTICED = "noticed", _("noticed")
        DUE = "due", _("to be confirmed by a second person")
        EXECUTED = "executed", _("executed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Ground(models.TextChoices):
        UNPAID = "HD-3.4", _("unpaid, deemed abandoned")
        BREACH = "HD-4.2", _("another breach of the contract")
        ABUSE = "HD-4.4", _("forbidden use")
        DAMAGE = "HD-4.5", _("technical damage")
        FORMAL = "SSL-8.3", _("formal notice without an answer")

    OPEN = ("listed", "noticed", "due")
    schedule_related = ("account__plan", "customer")
    locks_first = ("account",)

    public_id = PublicIdField("hdc")
    account = models.ForeignKey(
        HostingAccount, models.PROTECT, related_name="decisions", verbose_name=_("account")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.LISTED)
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    detail = models.TextField(_("what the customer is told"), blank=True)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)
    noticed_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    noticed_by = models.CharField(_("notice given by"), max_length=24, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    executed_at = models.DateTimeField(_("executed on"), null=True, blank=True)
    executed_by = models.CharField(_("executed by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("decision about hosting")
        verbose_name_plural = _("decisions about hosting")
        indexes = [due_index("hosting_decision_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                name="one_open_hosting_decision",
                condition=Q(state__in=["listed", "noticed", "due"]),
            ),
            models.CheckConstraint(
                name="hosting_decided_by_two",
                condition=~Q(state="executed")
                | (~Q(executed_by=F("entered_by")) & ~Q(executed_by=F("noticed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} – {self.get_ground_display()}"

    @property
    def clause(self) -> str:
        return self.ground

    @property
    def tone(self) -> str:
        return "late" if self.state in self.OPEN else "ended"

    def steps(self) -> list[Step]:
        return list(decision_schedule(self.state, self.ends_on))
