"""A name goes to another holder: asked, confirmed by both, documented, paid, signed by the registry (DN-14.1)."""

from datetime import date
from operator import attrgetter

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from domains.holder_changes import schedule
from domains.terms import Family

from .domain import Domain

OPEN = ("requested", "documents_pending", "paid", "sent", "signed_by_registry")

facts_of = attrgetter(*schedule.Facts._fields)


class HolderChange(Owned, Calling):
    """One change of holder. Under .ma it is a trade: the term starts anew at the registry (facts B4)."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("awaiting both holders' yes")
        DOCUMENTS_PENDING = "documents_pending", _("awaiting documents and payment")
        PAID = "paid", _("ready to be sent")
        SENT = "sent", _("being asked from the registry")
        SIGNED = "signed_by_registry", _("signed by the registry")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("lapsed")

    schedule_related = ("domain__extension", "customer", "new_contact")
    secret_fields = ("old_holder", "new_holder", "new_contacts")

    public_id = PublicIdField("hch")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="holder_changes", verbose_name=_("domain name")
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.REQUESTED)
    reason = models.TextField(_("reason"))
    old_holder = models.JSONField(default=dict)
    new_contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", verbose_name=_("new holder"))
    new_holder = models.JSONField(default=dict)
    new_contacts = models.JSONField(default=dict)  # role → snapshot, as the registry shall have them
    fee = models.BigIntegerField(default=0)  # centimes before tax, as shown when it was asked
    promised_until = models.DateField(_("new expiry shown"), null=True, blank=True)
    accepts_loss = models.BooleanField(_("remaining time given up"), default=False)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    old_confirmed_at = models.DateTimeField(_("confirmed by the present holder"), null=True, blank=True)
    new_confirmed_at = models.DateTimeField(_("confirmed by the new holder"), null=True, blank=True)
    documents_accepted_at = models.DateTimeField(_("documents accepted"), null=True, blank=True)
    paid_at = models.DateTimeField(_("fee paid"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed by the registry"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_because = models.TextField(_("why it ended"), blank=True)
    proforma = models.CharField(max_length=24, blank=True, editable=False)
    line = models.CharField(max_length=24, blank=True, editable=False)  # the paid line

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("change of holder")
        verbose_name_plural = _("changes of holder")
        indexes = [due_index("holder_change_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"], name="one_holder_change_at_once", condition=Q(state__in=OPEN)
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain} → {self.new_holder.get('full_name', '')}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_trade(self) -> bool:
        """Whether the extension asks for signed forms and starts the term anew."""
        return self.domain.extension.family == Family.MA

    @property
    def shortens(self) -> bool:
        """Whether the new term ends before the one that is paid for."""
        return shortens(self.domain, self.promised_until)

    @property
    def lapses_at(self):
        """Until when it must have been carried on."""
        return schedule.lapses_at(self.asked_at)

    @property
    def tone(self) -> str:
        """How it looks on a page."""
        if self.state == "done":
            return "fine"
        return "soon" if self.is_open else "ended"

    def steps(self) -> list[Step]:
        return list(schedule.schedule(schedule.Facts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("domains:holder_change", args=[self.public_id])


def shortens(domain: Domain, until: date | None) -> bool:
    """Whether a term that ends then takes away days that are paid for."""
    return bool(until and domain.paid_through and until < domain.paid_through)
