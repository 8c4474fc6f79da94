"""What a space uses, day by day; and heavy scripts, warned of before they are stopped (HD-5.1a)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from web_hosting.usage.schedule import overuse_schedule

from .account import HostingAccount


class UsageSample(models.Model):
    """What the panel said on a day; older ones are forgotten (`USAGE.samples_kept`)."""

    account = models.ForeignKey(
        HostingAccount, models.CASCADE, related_name="samples", verbose_name=_("account")
    )
    taken_on = models.DateField(_("day"))
    disk_mb = models.PositiveIntegerField(_("disk space (MB)"), default=0)
    sites = models.PositiveIntegerField(_("web sites"), default=0)
    mailboxes = models.PositiveIntegerField(_("mailboxes"), default=0)
    databases = models.PositiveIntegerField(_("databases"), default=0)

    class Meta:
        ordering = ["account", "taken_on"]
        verbose_name = _("usage sample")
        verbose_name_plural = _("usage samples")
        constraints = [models.UniqueConstraint(fields=["account", "taken_on"], name="one_usage_sample_a_day")]

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.disk_mb} MB"


class PanelReading(models.Model):
    """The day on which a panel last said what its spaces use: it is asked once a day."""

    panel = models.CharField(_("panel"), max_length=30, unique=True)
    read_on = models.DateField(_("day"))

    class Meta:
        ordering = ["panel"]
        verbose_name = _("reading of a panel")
        verbose_name_plural = _("readings of the panels")

    def __str__(self) -> str:
        return f"{self.panel}: {self.read_on}"


class OveruseCase(Owned, Scheduled):
    """Scripts that weigh on others: a warning with a date, or stopped at once where others suffer (HD-5.1b)."""

    class State(models.TextChoices):
        WARNED = "warned", _("warned")
        ANSWERED = "answered", _("corrected, says the customer")
        SUSPENDED = "suspended", _("stopped")
        CLOSED = "closed", _("closed")

    schedule_related = ("account__plan", "customer")
    locks_first = ("account",)

    public_id = PublicIdField("hov")
    account = models.ForeignKey(
        HostingAccount, models.PROTECT, related_name="overuses", verbose_name=_("account")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WARNED)
    seen = models.TextField(_("what was seen"))
    emergency = models.BooleanField(_("others suffer: at once"), default=False)
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.CharField(_("by whom"), max_length=24)
    act_at = models.DateTimeField(_("stopped on, if nothing changes"), null=True, blank=True)
    answer = models.TextField(_("the customer’s answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("heavy use")
        verbose_name_plural = _("cases of heavy use")
        indexes = [due_index("hosting_overuse_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], name="one_open_overuse", condition=~models.Q(state="closed")
            )
        ]

    def __str__(self) -> str:
        return str(self.account)

    @property
    def tone(self) -> str:
        return {"warned": "soon", "answered": "soon", "suspended": "late"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(overuse_schedule(self.state, self.act_at))

    def get_absolute_url(self) -> str:
        return self.account.get_absolute_url()
