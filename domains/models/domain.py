"""A name, from the paid order to its deletion."""

from datetime import datetime
from operator import attrgetter

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from domains import guards
from domains.schedule import CALLS, Facts, steps

from .extension import Extension

# The states in which a name is ours at the registry: at most one such row per name.
HELD = [
    "registered",
    "renewing",
    "grace",
    "deleting",
    "redemption",
    "restoring",
    "pending_delete",
    "cancelling",
]


facts_of = attrgetter(*Facts._fields)


class Domain(Owned, Calling):
    """A name, from the paid order to its deletion. `paid_through` is J0 (DN-A1-1).

    The registry's own dates stand apart (C-37), and so do the instants of order, completion and start (C-12).
    """

    class State(models.TextChoices):
        REGISTERING = "registering", _("being registered")
        REGISTERED = "registered", _("registered")
        RENEWING = "renewing", _("being renewed")
        GRACE = "grace", _("expired, in grace")
        DELETING = "deleting", _("being handed to the registry for deletion")
        REDEMPTION = "redemption", _("in redemption")
        RESTORING = "restoring", _("being restored")
        PENDING_DELETE = "pending_delete", _("deletion in progress")
        CANCELLING = "cancelling", _("being cancelled at the registry")
        CANCEL_GRACE = "cancel_grace", _("cancelled, in cancellation grace")
        DELETED = "deleted", _("deleted")
        REPLACED = "replaced", _("registered anew")
        TRANSFERRED_AWAY = "transferred_away", _("with another registrar")
        UNAVAILABLE = "unavailable", _("taken by somebody else")
        REFUSED = "refused", _("refused by the registry")

    class EndedBy(models.TextChoices):
        """Who ended the name, where it was not the end of its time."""

        CUSTOMER = "customer", _("its holder")
        DECISION = "decision", _("a decision")
        AUTHORITY = "authority", _("an authority, at the registry")

    schedule_related = ("extension", "customer")
    secret_fields = ("auth_code", "contacts")
    licensed_by = "public_id"

    public_id = PublicIdField("dom")
    name = models.CharField(_("name"), max_length=253, help_text=_("ASCII form (A-labels)."))
    unicode_name = models.CharField(_("name as people read it"), max_length=253)
    extension = models.ForeignKey(Extension, models.PROTECT, verbose_name=_("extension"))
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.REGISTERING)
    contacts = models.JSONField(_("contacts"), default=dict)
    years = models.PositiveSmallIntegerField(_("years"), default=1)
    ordered_at = models.DateTimeField(_("ordered"), null=True)
    completed_at = models.DateTimeField(_("paid and complete"), null=True)
    validation_due_at = models.DateTimeField(_("validation due"), null=True)
    registry_created_at = models.DateTimeField(_("registered at the registry"), null=True)
    registry_expires_at = models.DateTimeField(_("expiry at the registry"), null=True)
    reference = models.CharField(max_length=64, blank=True, editable=False)  # the registry's, of a transfer
    moved_at = models.DateTimeField(_("transferred to us, or given to another holder"), null=True)
    term_started_at = models.DateTimeField(_("term started"), null=True)
    paid_through = models.DateField(_("paid through"), null=True)
    redemption_on = models.DateField(_("in redemption since"), null=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True)
    cutoff_missed_on = models.DateField(_("cut-off missed on"), null=True)
    letting_expire = models.BooleanField(_("left to expire"), default=False)
    # the paid line being carried out
    line = models.CharField(_("paid line"), max_length=24, blank=True, editable=False)
    notices_waived = models.BooleanField(_("goes on without the missing notice"), default=False)
    # the open renewal proforma
    proposal = models.CharField(_("renewal proforma"), max_length=24, blank=True, editable=False)
    pending_years = models.PositiveSmallIntegerField(_("years being added"), default=0)
    late_surcharge = models.BigIntegerField(
        _("late surcharge, before tax"), default=0
    )  # centimes, pinned at the order (C-03)
    parked_on = models.DateField(_("out of the DNS since its expiry"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=10, choices=EndedBy.choices, blank=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", verbose_name=_("the same name before")
    )
    auth_code = models.CharField(_("authorisation code"), max_length=64, blank=True, editable=False)
    nameservers = models.JSONField(
        _("name servers"), default=list, blank=True
    )  # as `changes.kinds` stores them
    glue = models.JSONField(_("glue hosts"), default=list, blank=True)
    ds_records = models.JSONField(_("DS records"), default=list, blank=True)
    locked = models.BooleanField(_("registrar lock"), default=False)
    on_hold = models.BooleanField(_("stopped in the DNS"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("domain name")
        verbose_name_plural = _("domain names")
        indexes = [
            due_index("domain_due"),
            models.Index(fields=["customer", "name"], name="domain_of_customer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_live_domain_per_name",
                condition=Q(state__in=HELD),
            ),
            models.UniqueConstraint(fields=["line"], name="one_domain_per_line", condition=~Q(line="")),
            models.CheckConstraint(
                name="held_domain_has_an_expiry",
                condition=~Q(state__in=["registered", "renewing", "grace", "redemption"])
                | Q(paid_through__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.unicode_name

    @property
    def terms(self):
        return self.extension.terms

    @property
    def asking(self) -> bool:
        """Whether the registry still owes an answer."""
        return self.state in CALLS

    @property
    def tone(self) -> str:
        """How urgent the state is, in the page's tones."""
        late = {"redemption", "deleting", "cancelling", "cancel_grace"}
        ended = {"pending_delete", "deleted", "replaced", "transferred_away", "unavailable", "refused"}
        if self.state in late:
            return "late"
        return "ended" if self.state in ended else "fine" if self.state == "registered" else "soon"

    def successor(self) -> "Domain | None":
        """The name as it was registered anew by the same customer (DN-A2-4.1.3)."""
        if self.state != self.State.REPLACED:
            return None
        return Domain.objects.of(self.customer).filter(name=self.name, state__in=HELD).first()

    def steps(self) -> list[Step]:
        return [*steps(Facts(*facts_of(self)), self.terms)]

    def impediment(self, step: Step, now: datetime) -> str | Promise:
        return guards.impediment(self, step, now)

    def get_absolute_url(self) -> str:
        return reverse("domains:detail", args=[self.public_id])
