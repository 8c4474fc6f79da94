"""What the company decides against an order without its customer's request (SSL-11.3(2), SSL-12.1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models import StoredFile
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.ending import schedule

from .order import SslOrder


class Ground(models.TextChoices):
    """Why: the reasons of SSL-12.1 and another one, wrong data (SSL-10.5), misuse (SSL-10.9), threats (SSL-12.2)."""

    REPAIR = "repair", _("to repair a fault (SSL-12.1)")
    SUPPLY = "supply", _("to correct an error of supply (SSL-12.1)")
    COURT = "court", _("a court or the law demands it (SSL-12.1)")
    POLICE = "police", _("the police ask for it (SSL-12.1)")
    DISPUTE = "dispute", _("a dispute procedure (SSL-12.1)")
    LIABILITY = "liability", _("to avoid being held liable (SSL-12.1)")
    OTHER = "other", _("another reason (SSL-12.1)")
    BAD_DATA = "bad_data", _("the data given are wrong (SSL-10.5)")
    MISUSE = "misuse", _("forbidden use (SSL-10.9)")
    HARASSMENT = "harassment", _("harassment of our staff or threats (SSL-12.2)")
    FORMAL = "formal", _("formal notice without an answer (SSL-8.3)")
    FORCE = "force", _("force majeure of more than thirty days (SSL-8.2)")


class SslDecision(Owned, Scheduled):
    """An order refused before its first certificate, locked, or ended: an end is executed by a second person.

    A lock lasts until it is lifted: nothing is issued meanwhile; a revocation stays the holder's right (SSL-7.1a).
    `detail` is what the customer reads, `note` what only staff read. He is told at once; after a request of the
    police not before `gag_until` has passed (SSL-12.1, C-29).
    """

    class State(models.TextChoices):
        ENTERED = "entered", _("entered, to be executed")
        EXECUTED = "executed", _("executed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LIFTED = "lifted", _("lifted")

    class Effect(models.TextChoices):
        REFUSE = "refuse", _("the order is refused and paid back")
        TERMINATE = "terminate", _("the order is ended at once, its certificates are revoked")
        LOCK = "lock", _("the order is locked: nothing is issued until the lock is lifted")

    CLAUSES = {"bad_data": "SSL-10.5", "misuse": "SSL-10.9", "harassment": "SSL-12.2", "formal": "SSL-8.3",
               "force": "SSL-8.2"}  # fmt: skip
    schedule_related = ("order__product", "customer")
    locks_first = ("order",)

    public_id = PublicIdField("sdc")
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="decisions", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ENTERED)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect.choices)
    ground = models.CharField(_("ground in the contract"), max_length=10, choices=Ground.choices)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    detail = models.TextField(_("what the customer is told"), blank=True)
    note = models.TextField(_("note for staff"), blank=True)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("document")
    )
    gag_until = models.DateField(_("not to be told until"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)
    executed_at = models.DateTimeField(_("executed"), null=True, blank=True)
    executed_by = models.CharField(_("executed by"), max_length=24, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("decision about a certificate")
        verbose_name_plural = _("decisions about certificates")
        permissions = [("decide_harassment", "Can end an order for harassment of staff")]
        indexes = [due_index("ssl_decision_due")]
        constraints = [
            models.CheckConstraint(
                name="certificates_ended_by_two_people",
                condition=Q(executed_by="") | ~Q(effect="terminate") | ~Q(executed_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="only_the_police_delay_the_notice", condition=Q(gag_until=None) | Q(ground="police")
            ),
            models.UniqueConstraint(
                fields=["order"], name="one_decision_waits_per_order", condition=Q(state="entered")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} – {self.get_ground_display()}"

    @property
    def clause(self) -> str:
        """The rule behind the ground."""
        return self.CLAUSES.get(self.ground, "SSL-12.1")

    def steps(self) -> list[Step]:
        return list(schedule.decision(self.state, self.gag_until, self.told_at))

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()
