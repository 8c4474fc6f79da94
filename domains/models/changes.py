"""What a registry must be told about a name that is ours: each thing that a customer changed, until it is synced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.terms import ACCOUNTS
from core.clock import local_date
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from domains.changes import schedule
from domains.registry.refusals import refusal_text

from .domain import Domain


class RegistryChange(Owned, Calling):
    """One change of a name, pushed to its registry each time (DN-8.2, DN-A2-6(1)).

    `wanted` is a mapping whose shape `domains/changes/kinds.py` gives for each kind; `subject` tells the glue hosts
    of one name apart.
    """

    class Kind(models.TextChoices):
        NAMESERVERS = "nameservers", _("name servers")
        GLUE = "glue", _("glue host")
        DNSSEC = "dnssec", _("DNSSEC")
        LOCK = "lock", _("registrar lock")
        HOLD = "hold", _("DNS stop")
        CONTACTS = "contacts", _("contacts")
        AUTH_CODE = "auth_code", _("authorisation code")

    class State(models.TextChoices):
        SENDING = "sending", _("being sent to the registry")
        SYNCED = "synced", _("synced with the registry")
        FAILED = "failed", _("refused by the registry")
        SUPERSEDED = "superseded", _("replaced by a later change")
        GIVEN_UP = "given_up", _("given up")

    schedule_related = ("domain__extension", "domain__customer", "customer")
    licensed_by = "domain__public_id"
    secret_fields = ("wanted",)

    public_id = PublicIdField("chg")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="changes", verbose_name=_("domain name"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=253, blank=True)
    wanted = models.JSONField(_("wanted"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.SENDING)
    clause = models.CharField(_("clause"), max_length=20)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    refusal_code = models.CharField(_("refusal"), max_length=8, blank=True)
    effective_on = models.DateField(_("effective date of the change"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("change at the registry")
        verbose_name_plural = _("changes at the registry")
        indexes = [due_index("registry_change_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "kind", "subject"],
                name="one_change_under_way",
                condition=Q(state="sending"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.get_kind_display()}"

    def steps(self) -> list[Step]:
        return list(schedule.schedule(self.state, self.call_at))

    @property
    def refusal(self):
        """The registry's refusal in the reader's words, and what to do; empty where it has not refused."""
        return refusal_text(self.refusal_code) if self.refusal_code else ""

    @property
    def told_late(self) -> bool:
        """Whether it was told later than the contract allows after it took effect (DN-7.3.1)."""
        allowed = ACCOUNTS.contact_update
        return bool(self.effective_on) and local_date(self.asked_at) > self.effective_on + allowed

    def get_absolute_url(self) -> str:
        return self.domain.get_absolute_url()
