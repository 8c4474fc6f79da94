"""A change of plan: what it costs for the rest of the period, or what is credited (HD-5.2)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models import CreditNote
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from web_hosting.changes.schedule import change_schedule

from .account import HostingAccount
from .plan import HostingPlan


class PlanChange(Owned, Scheduled):
    """From one plan to another. `old_ht` and `new_ht` are what the two cost for the days that are left.

    One that is planned for the next period costs nothing of its own: the renewal is at the new plan's price, and at
    `starts_at`, the morning after the period that was paid at the old one, the panel is asked for it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("with the next period")
        TO_PAY = "to_pay", _("to be paid")
        APPLYING = "applying", _("being carried out")
        DONE = "done", _("carried out")
        FAILED = "failed", _("not possible")
        LAPSED = "lapsed", _("lapsed")

    UNDER_WAY = ("planned", "to_pay", "applying")
    schedule_related = ("account__plan", "customer", "old", "new")
    locks_first = ("account",)

    public_id = PublicIdField("hch")
    account = models.ForeignKey(
        HostingAccount, models.PROTECT, related_name="changes", verbose_name=_("account")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.TO_PAY)
    old = models.ForeignKey(HostingPlan, models.PROTECT, related_name="+", verbose_name=_("from plan"))
    new = models.ForeignKey(HostingPlan, models.PROTECT, related_name="+", verbose_name=_("to plan"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    days_left = models.PositiveSmallIntegerField(_("days left"))
    days_in_period = models.PositiveSmallIntegerField(_("days of the period"))
    old_ht = models.BigIntegerField(_("rest of the old plan (centimes)"))
    new_ht = models.BigIntegerField(_("rest of the new plan (centimes)"))
    period_ht = models.BigIntegerField(_("whole period at the new plan (centimes)"))
    proposal = models.CharField(_("proforma"), max_length=24, blank=True)
    payable_until = models.DateTimeField(_("payable until"), null=True, blank=True)
    starts_on = models.DateField(_("after the period paid through"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    line = models.CharField(_("paid line"), max_length=24, blank=True, editable=False)
    credit_note = models.ForeignKey(
        CreditNote, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("credit note")
    )
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("change of plan")
        verbose_name_plural = _("changes of plan")
        indexes = [due_index("hosting_change_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                name="one_change_at_a_time",
                condition=Q(state__in=["planned", "to_pay", "applying"]),
            ),
            models.CheckConstraint(name="changes_to_another_plan", condition=~Q(old=F("new"))),
            models.CheckConstraint(
                name="days_left_inside_the_period",
                condition=Q(days_left__lte=F("days_in_period")) & Q(days_in_period__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.new}"

    @property
    def to_pay_ht(self) -> int:
        """What is to pay before tax; never below nought."""
        return max(self.new_ht - self.old_ht, 0)

    @property
    def to_credit_ht(self) -> int:
        """What is credited before tax; never below nought."""
        return max(self.old_ht - self.new_ht, 0)

    @property
    def tone(self) -> str:
        tones = {"planned": "soon", "to_pay": "soon", "applying": "soon", "done": "fine", "failed": "late"}
        return tones.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(change_schedule(self.state, self.payable_until, self.starts_at))

    def get_absolute_url(self) -> str:
        return self.account.get_absolute_url()
