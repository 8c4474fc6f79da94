"""The server: a paid configuration at a site, from its payment to its end (SRV-3, SRV-4.1)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing import dunning, lines
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from servers.schedule import LIVE, WAITING, Facts, schedule
from servers.terms import DELIVERY

from .catalogue import Image, ServerProduct, Site
from .inventory import Machine


class Server(Owned, Calling):
    """Its dates stand apart: ordered, paid (confirmed), value date, promise from, delivered (SRV-4.1, C-12, C-26).

    `months` are all months paid since the activation, so that a term ends on the same day of each month;
    `pinned` is the configuration as it was sold; disk and traffic used are in bytes.
    """

    class State(models.TextChoices):
        PAID = "paid", _("paid, to be prepared")
        PROVISIONING = "provisioning", _("being prepared")
        ACTIVE = "active", _("active")
        NON_RENEWAL_NOTED = "non_renewal_noted", _("active, not to be renewed")
        SUSPENDED = "suspended", _("suspended")
        ENDING = "ending", _("being taken down")
        ENDED = "ended", _("ended")
        TERMINATED = "terminated", _("terminated")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Management(models.TextChoices):
        """SRV-6.1.3: what drives the support's clocks and hours."""

        NONE = "none", _("by yourself")
        MANAGED = "managed", _("Managed")
        FULLY = "fully_managed", _("Fully Managed")

    class BackupBy(models.TextChoices):
        """Who backs up (C-34)."""

        CUSTOMER = "customer", _("the customer")
        OPTION = "option", _("we, by the backup option")
        CONTRACT = "outsourcing", _("we, by the contract of management or outsourcing")

    class Withdrawal(models.TextChoices):
        """C-21: a consumer has seven days unless he asked for immediate activation; a business has none."""

        NONE = "none", _("no right of withdrawal: a business account")
        WAIVED = "waived", _("given up: immediate activation was asked for")
        KEPT = "kept", _("kept: activation after seven days")

    class Ground(models.TextChoices):
        """Why it is suspended."""

        BILLING = "billing", _("the term is not paid")
        SECURITY = "security", _("it endangers the platform")
        ABUSE = "abuse", _("forbidden use")
        AUTHORITY = "authority", _("ordered by an authority")

    class EndedBy(models.TextChoices):
        CUSTOMER = "customer", _("not renewed, as announced")
        WITHDRAWAL = "withdrawal", _("withdrawn by the consumer")
        REFUND = "refund", _("the payment was taken back")
        COMPANY = "company", _("it could not be delivered")
        DECISION = "decision", _("terminated by decision")

    schedule_related = ("product", "site", "image", "customer")
    secret_fields = ("ssh_keys", "traffic_used", "traffic_since", "disk_used", "measured_at")
    RUNNING = ("active", "non_renewal_noted")

    taken_back: bool | None = None  # whether its payment has been, where a turn has read that for all at once

    public_id = PublicIdField("srv")
    product = models.ForeignKey(
        ServerProduct, models.PROTECT, related_name="servers", verbose_name=_("configuration")
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="servers", verbose_name=_("site"))
    image = models.ForeignKey(Image, models.PROTECT, related_name="servers", verbose_name=_("system"))
    hostname = models.CharField(_("host name"), max_length=253)
    state = models.CharField(_("state"), max_length=17, choices=State.choices, default=State.PAID)
    management = models.CharField(
        _("managed by"), max_length=13, choices=Management.choices, default=Management.NONE
    )
    backup_gb = models.PositiveIntegerField(_("backup (GB)"), default=0)
    extra_ipv4 = models.PositiveSmallIntegerField(_("additional IPv4 addresses"), default=0)
    cpanel = models.BooleanField(_("cPanel"), default=False)
    leaving = models.JSONField(_("options given up, and what is left of them"), default=dict, blank=True)
    leaves_on = models.DateField(_("given up for the end of"), null=True, blank=True)
    cycle = models.PositiveSmallIntegerField(_("months of a term"), default=1)
    ssh_keys = models.TextField(_("SSH keys"), blank=True)
    backup_by = models.CharField(
        _("backups by"), max_length=11, choices=BackupBy.choices, default=BackupBy.CUSTOMER
    )
    withdrawal = models.CharField(
        _("right of withdrawal"), max_length=6, choices=Withdrawal.choices, default=Withdrawal.NONE
    )
    pinned = models.JSONField(_("as it was sold"), default=dict)
    line = models.CharField(_("paid line"), max_length=24, unique=True, editable=False)
    proposal = models.CharField(_("renewal proforma"), max_length=24, blank=True, editable=False)
    machine = models.OneToOneField(
        Machine, models.PROTECT, null=True, blank=True, related_name="server", verbose_name=_("machine")
    )
    checklist = models.JSONField(_("delivery checklist"), default=list, blank=True)

    ordered_at = models.DateTimeField(_("ordered"))
    paid_at = models.DateTimeField(_("payment confirmed"))
    value_date = models.DateField(_("value date"), null=True, blank=True)
    starts_at = models.DateTimeField(_("delivery promised from"))
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months paid"), default=0)
    term_started_on = models.DateField(_("term started"), null=True, blank=True)
    term_ends_on = models.DateField(_("paid until"), null=True, blank=True)
    notice_at = models.DateTimeField(_("non-renewal noted"), null=True, blank=True)
    notice_channel = models.CharField(_("noted by"), max_length=12, blank=True)

    suspended_for = models.CharField(_("suspended for"), max_length=9, choices=Ground.choices, blank=True)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    suspension_text = models.TextField(_("what the customer reads"), blank=True)
    gag_until = models.DateField(_("customer not told before"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("customer says: corrected"), null=True, blank=True)
    degraded_since = models.DateTimeField(_("degraded since"), null=True, blank=True)
    degraded_note = models.CharField(_("why degraded"), max_length=300, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=10, choices=EndedBy.choices, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    code_expires_at = models.DateTimeField(_("access codes until"), null=True, blank=True)
    power = models.CharField(_("power"), max_length=10, blank=True)
    traffic_since = models.DateField(_("traffic counted from"), null=True, blank=True)
    traffic_used = models.BigIntegerField(_("traffic used (bytes)"), default=0)
    traffic_told = models.PositiveSmallIntegerField(_("traffic alert given (%)"), default=0)
    disk_used = models.BigIntegerField(_("disk used (bytes)"), default=0)
    disk_told = models.PositiveSmallIntegerField(_("disk alert given (%)"), default=0)
    measured_at = models.DateTimeField(_("measured"), null=True, blank=True)

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("server")
        verbose_name_plural = _("servers")
        indexes = [
            due_index("server_due"),
            models.Index(fields=["customer", "-ordered_at"], name="servers_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="active_server_has_a_term",
                condition=~Q(state__in=["active", "non_renewal_noted", "suspended"])
                | Q(term_ends_on__isnull=False, delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="suspended_server_has_a_reason", condition=~Q(state="suspended") | ~Q(suspended_for="")
            ),
            models.CheckConstraint(
                name="noted_server_has_a_notice",
                condition=~Q(state="non_renewal_noted") | Q(notice_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hostname} ({self.product})"

    @property
    def tone(self) -> str:
        """How urgent the state is, in the page's tones."""
        tones = {"active": "fine", "paid": "soon", "provisioning": "soon", "non_renewal_noted": "soon",
                 "suspended": "late", "ending": "ended"}  # fmt: skip
        return tones.get(self.state, "ended")

    @property
    def is_live(self) -> bool:
        """Delivered and not ended; a suspended one too."""
        return self.state in LIVE

    @property
    def is_waiting(self) -> bool:
        """Paid and not delivered."""
        return self.state in WAITING

    @property
    def promised_at(self) -> datetime:
        """Until when it is to be delivered (SRV-3.1, SRV-3.2)."""
        return self.starts_at + (DELIVERY.cloud if self.product.is_cloud else DELIVERY.dedicated)

    @property
    def term_state(self) -> str:
        """The state of one that runs: whether its customer has said that he will not renew."""
        return "non_renewal_noted" if self.notice_at else "active"

    @property
    def dunning(self) -> dunning.Calendar | None:
        """The days of the ladder of its running term; None where it has none."""
        if self.term_ends_on is None:
            return None
        facts = (self.product.product_code, self.public_id, self.term_ends_on)
        return dunning.calendar(dunning.SERVER, *facts)

    def steps(self) -> list[Step]:
        facts = {name: getattr(self, name) for name in Facts._fields if name != "kind"}
        return list(schedule(Facts(kind=self.product.kind, **facts)))

    def impediment(self, step: Step, now: datetime) -> str | Promise:
        """Money on its way keeps a server: nothing is taken down meanwhile."""
        if lines.waiting(self.public_id):
            return _("a paid line is waiting to be taken up")
        if lines.under_review(self.public_id):
            return _("the customer has shown proof of a payment that is still being checked")
        return ""

    def get_absolute_url(self) -> str:
        return reverse("servers:detail", args=[self.public_id])
