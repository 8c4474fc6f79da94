"""A hosting account: a customer's space on a panel, paid for a period, never renewed tacitly (HD-6.2)."""

from datetime import datetime
from operator import attrgetter

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing import dunning
from contracts.leaving.models import Channel
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from web_hosting import guards
from web_hosting.domain_names import readable
from web_hosting.panel.port import WEB
from web_hosting.schedule import AccountFacts, account_schedule

from .plan import HostingPlan

facts_of = attrgetter(*AccountFacts._fields)


class HostingAccount(Owned, Calling):
    """One space. Its period starts at the later of signature and activation (C-12).

    `anchor_on` is that day and `months_paid` how many months are paid since, so that `paid_through` never drifts;
    `period_ht` is what the running period costs at the present plan, before tax: the base of a change (HD-5.2);
    `login` is ours to choose and our reference at the panel; `secret` the first password, sealed, until it is shown.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the end of the withdrawal period")
        PROVISIONING = "provisioning", _("being set up")
        FAILED = "failed", _("not set up yet")
        ACTIVE = "active", _("active")
        SUSPENDING = "suspending", _("being suspended")
        SUSPENDED = "suspended", _("suspended")
        RESUMING = "resuming", _("being resumed")
        CHANGING = "changing", _("changing its plan")
        CLOSING = "closing", _("being closed")
        CLOSED = "closed", _("closed, data kept")
        REMOVING = "removing", _("being removed")
        ENDED = "ended", _("ended")
        TERMINATED = "terminated", _("terminated")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CANCELLED = "cancelled", _("cancelled and credited")

    class EndedBy(models.TextChoices):
        NOTICE = "notice", _("notice, not renewed")
        UNPAID = "unpaid", _("unpaid, deemed abandoned")
        BREACH = "breach", _("breach of the contract")
        REFUND = "refund", _("the payment was taken back")

    class BackupBy(models.TextChoices):
        """Who makes the backups (C-34)."""

        PROVIDER = "provider", _("included in the hosting")
        OUTSOURCING = "outsourcing", _("our outsourcing")

    schedule_related = ("plan", "customer")
    secret_fields = ("secret",)
    ENDED = ("ended", "terminated", "withdrawn", "cancelled")
    RUNNING = ("active", "suspending", "suspended", "resuming", "changing")
    OPEN = ("waiting", "provisioning", "failed", *RUNNING)

    public_id = PublicIdField("hos")
    plan = models.ForeignKey(HostingPlan, models.PROTECT, related_name="accounts", verbose_name=_("plan"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PROVISIONING)
    domain = models.CharField(_("domain name"), max_length=253)
    group = models.CharField(_("kind of plan"), max_length=20, default=WEB)
    cycle = models.PositiveSmallIntegerField(_("period (months)"))
    panel = models.CharField(_("panel"), max_length=30)
    login = models.CharField(_("login at the panel"), max_length=16, unique=True)
    address = models.CharField(_("IP address"), max_length=45, blank=True)
    nameservers = models.JSONField(_("name servers"), default=list, blank=True)
    secret = models.BinaryField(null=True, editable=False)
    secret_until = models.DateTimeField(_("first password kept until"), null=True, blank=True)
    secret_seen_at = models.DateTimeField(_("first password shown"), null=True, blank=True)
    pinned = models.JSONField(_("as it was sold"), default=dict)
    line = models.CharField(_("paid line"), max_length=24, editable=False)
    ordered_line = models.CharField(_("line of the order"), max_length=24, unique=True, editable=False)
    signed_at = models.DateTimeField(_("signed"))
    paid_at = models.DateTimeField(_("paid"))
    immediate = models.BooleanField(_("immediate activation asked for"), default=True)
    withdraw_until = models.DateField(_("may be withdrawn until"), null=True, blank=True)
    refund_by = models.DateField(_("to be paid back by"), null=True, blank=True)
    payout_reference = models.CharField(_("reference of the payment"), max_length=80, blank=True)
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    anchor_on = models.DateField(_("period counted from"), null=True, blank=True)
    months_paid = models.PositiveSmallIntegerField(_("months paid"), default=0)
    period_from = models.DateField(_("running period from"), null=True, blank=True)
    paid_through = models.DateField(_("paid through"), null=True, blank=True)
    period_ht = models.BigIntegerField(_("price of the running period (centimes)"), default=0)
    proposal = models.CharField(_("renewal proposed"), max_length=24, blank=True)
    notice_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    notice_channel = models.CharField(_("notice came by"), max_length=8, choices=Channel.choices, blank=True)
    notice_in_time = models.BooleanField(_("a month ahead"), null=True)
    listed_at = models.DateTimeField(_("listed as abandoned"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=8, choices=EndedBy.choices, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    data_until = models.DateField(_("data kept until"), null=True, blank=True)
    alerted = models.JSONField(_("quota alerts given"), default=dict, blank=True)
    wanted_plan = models.ForeignKey(
        HostingPlan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changing to")
    )
    backup_by = models.CharField(
        _("backups by"), max_length=12, choices=BackupBy.choices, default=BackupBy.PROVIDER
    )

    class Meta:
        ordering = ["-paid_at", "-pk"]
        verbose_name = _("hosting account")
        verbose_name_plural = _("hosting accounts")
        indexes = [
            due_index("hosting_due"),
            models.Index(fields=["customer", "-paid_at"], name="hosting_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="active_hosting_has_a_period",
                condition=~Q(state__in=["active", "suspended"]) | Q(paid_through__isnull=False),
            ),
            models.CheckConstraint(
                name="hosting_period_runs_forward",
                condition=Q(period_from=None) | Q(paid_through__gt=F("period_from")),
            ),
            models.CheckConstraint(
                name="closed_hosting_has_a_reason",
                condition=~Q(state__in=["closing", "closed", "removing", "ended", "terminated"])
                | ~Q(ended_by=""),
            ),
            models.UniqueConstraint(
                fields=["panel", "domain", "group"],
                name="one_space_of_a_kind_for_a_domain",
                condition=~Q(state__in=["ended", "terminated", "withdrawn", "cancelled"]),  # ENDED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} – {self.readable_domain}" if self.domain else str(self.plan)

    @property
    def readable_domain(self) -> str:
        """The domain name as people read it."""
        return readable(self.domain)

    @property
    def tone(self) -> str:
        """How urgent the state is, in the page's tones."""
        tones = {"active": "fine", "suspending": "late", "suspended": "late", "failed": "late",
                 "closing": "late", "closed": "late"}  # fmt: skip
        return tones.get(self.state, "soon" if self.state in self.OPEN else "ended")

    @property
    def renewable(self) -> bool:
        """Whether its next period can be paid (HD-6.2)."""
        return self.state in self.RUNNING and self.paid_through is not None

    def steps(self) -> list[Step]:
        return list(account_schedule(AccountFacts(*facts_of(self))))

    @property
    def dunning(self) -> dunning.Calendar | None:
        """The days of the ladder of its running period; None where it has none."""
        if self.paid_through is None:
            return None
        facts = (self.plan.product_code, self.public_id, self.paid_through, self.cycle)
        return dunning.calendar(dunning.HOSTING, *facts)

    def impediment(self, step: Step, now: datetime) -> str | Promise:
        return guards.impediment(self, step, now)

    def get_absolute_url(self) -> str:
        return reverse("web_hosting:detail", args=[self.public_id])
