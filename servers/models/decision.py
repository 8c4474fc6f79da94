"""What the company decides against a server: entered by one person or the clock, executed by another (guard 18)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from servers.schedule import decision_schedule

from .server import Server


class ServerDecision(Owned, Scheduled):
    """A termination without refund (SRV-6.2.2, SRV-7.1.3, HD-3.4, HD-4.5).

    `detail` is what the customer reads, `note` what only staff read. He is told at once; where the law keeps us silent
    not before `gag_until` has passed (C-29).
    """

    class State(models.TextChoices):
        ENTERED = "entered", _("entered, to be executed")
        EXECUTED = "executed", _("executed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Ground(models.TextChoices):
        BREACH = "aup_breach", _("breach of the terms of use (SRV-7.1.3)")
        DANGER = "danger", _("serious danger to the platform (SRV-6.2.2)")
        DAMAGE = "technical_damage", _("damage by bad handling (HD-4.5)")
        ABANDONED = "abandoned", _("unpaid and deemed abandoned (HD-3.4)")
        AUTHORITY = "authority", _("ordered by an authority (C-29)")
        FORMAL = "formal_notice", _("formal notice without an answer (SSL-8.3)")

    CLAUSES = {"aup_breach": "SRV-7.1.3", "danger": "SRV-6.2.2", "technical_damage": "HD-4.5", "abandoned": "HD-3.4",
               "authority": "C-29", "formal_notice": "SSL-8.3"}  # fmt: skip
    schedule_related = ("server__product", "server__site", "customer")
    locks_first = ("server",)

    public_id = PublicIdField("sdc")
    server = models.ForeignKey(Server, models.PROTECT, related_name="decisions", verbose_name=_("server"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ENTERED)
    ground = models.CharField(_("ground"), max_length=16, choices=Ground.choices)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    detail = models.TextField(_("what the customer reads"), blank=True)
    note = models.TextField(_("note for staff"), blank=True)
    gag_until = models.DateField(_("customer not told before"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)
    executed_at = models.DateTimeField(_("executed"), null=True, blank=True)
    executed_by = models.CharField(_("executed by"), max_length=24, blank=True)
    told_at = models.DateTimeField(_("customer told"), null=True, blank=True)

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("decision about a server")
        verbose_name_plural = _("decisions about servers")
        indexes = [due_index("server_decision_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["server"], name="one_decision_about_a_server", condition=Q(state="entered")
            ),
            models.CheckConstraint(
                name="server_ended_by_a_second_person",
                condition=~Q(state="executed") | ~Q(executed_by=F("entered_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server.hostname} – {self.get_ground_display()}"

    @property
    def clause(self) -> str:
        """The clause of its ground."""
        return self.CLAUSES.get(self.ground, "SRV-7.1.3")

    @property
    def tone(self) -> str:
        return {"entered": "late", "executed": "ended"}.get(self.state, "neutral")

    def steps(self) -> list[Step]:
        return list(decision_schedule(self.state, self.gag_until, self.told_at))

    def get_absolute_url(self) -> str:
        return self.server.get_absolute_url()
