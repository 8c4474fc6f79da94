"""The registration file: what stands between a paid line and the registry, where something must be shown first."""

from datetime import datetime
from operator import attrgetter

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from domains.files import schedule
from domains.terms import FILES

from .domain import Domain
from .extension import Extension

OPEN = ("awaiting_papers", "awaiting_customer_info", "review", "registry_review")
WAITING = ("awaiting_papers", "awaiting_customer_info")  # for the customer
PAUSED = (*WAITING, "registry_review")  # the validation clock stands still (C-19)

facts_of = attrgetter(*schedule.Facts._fields)


class RegistrationFile(Owned, Calling):
    """A paid name whose holder must prove something, or that people must look at, before the registry is asked.

    The name is a line until its file is complete (ADR 0004): only then does a `Domain` come to be.
    """

    class State(models.TextChoices):
        AWAITING_PAPERS = "awaiting_papers", _("awaiting the form and papers of the prior review")
        AWAITING_INFO = "awaiting_customer_info", _("awaiting information from the customer")
        REVIEW = "review", _("being looked at by our staff")
        REGISTRY_REVIEW = "registry_review", _("being examined by the registry")
        COMPLETE = "complete", _("complete, next for the registry")
        SENT = "sent", _("sent to the registry")
        FAILED = "failed_incomplete", _("closed incomplete")
        REFUSED = "refused_by_provider", _("refused by us")
        REFUSED_BY_REGISTRY = "refused_by_registry", _("refused by the registry")
        UNAVAILABLE = "unavailable", _("taken by somebody else meanwhile")

    schedule_related = ("extension", "customer")
    secret_fields = ("contacts",)

    public_id = PublicIdField("fil")
    line = models.CharField(max_length=24, unique=True, editable=False)  # the paid line
    name = models.CharField(_("name"), max_length=253)
    unicode_name = models.CharField(_("name as people read it"), max_length=253)
    extension = models.ForeignKey(Extension, models.PROTECT, verbose_name=_("extension"))
    contacts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=24, choices=State.choices, default=State.REVIEW)
    review_kind = models.CharField(_("why it is reviewed"), max_length=12, blank=True)
    review_term = models.CharField(_("term found"), max_length=63, blank=True)
    review_clause = models.CharField(max_length=20, blank=True)
    needs_identity = models.BooleanField(_("needs the holder's identity paper"), default=False)
    mandate = models.CharField(max_length=24, blank=True, editable=False)  # the holder's mandate, a paper
    wanted = models.JSONField(_("asked for"), default=list, blank=True)  # identity, form, support, answer
    received_at = models.DateTimeField(_("request received"))
    waiting_since = models.DateTimeField(_("asked at"), null=True, blank=True)
    pauses = models.JSONField(_("pauses of the validation clock"), default=list, blank=True)
    validation_due_at = models.DateTimeField(_("validation due"), null=True, blank=True)
    completed_at = models.DateTimeField(_("complete since"), null=True, blank=True)
    forward_due_at = models.DateTimeField(_("to be sent by"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_because = models.TextField(_("why it was closed"), blank=True)
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("domain name")
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("registration file")
        verbose_name_plural = _("registration files")
        indexes = [
            due_index("registration_file_due"),
            models.Index(fields=["customer", "-received_at"], name="files_of_customer"),
            models.Index(fields=["name", "state"], name="files_for_a_name"),
        ]

    def __str__(self) -> str:
        return self.unicode_name

    @property
    def holder_id(self) -> str:
        """The contact whose identity is to be shown."""
        return self.contacts.get("holder", {}).get("public_id", "")

    @property
    def waits_for_customer(self) -> bool:
        return self.state in WAITING

    @property
    def answer_due_at(self) -> datetime | None:
        """The last instant at which the customer's answer is awaited."""
        return schedule.answer_due(self.state, self.waiting_since) if self.waits_for_customer else None

    @property
    def refusable_until(self) -> datetime:
        """The last instant of the seventh calendar day after receipt: no refusal of ours after it (DN-9.3)."""
        return schedule.end_of(clock.local_date(self.received_at) + FILES.refusal)

    @property
    def tone(self) -> str:
        if self.state in WAITING:
            return "late"
        return "soon" if self.state in (*OPEN, "complete") else "fine" if self.state == "sent" else "ended"

    @property
    def stops(self) -> list[tuple[datetime, datetime | None, str]]:
        """The pauses of the validation clock: from, to (None: still), in which state."""
        read = datetime.fromisoformat
        labels = dict(self.State.choices)
        return [
            (read(start), read(end) if end else None, str(labels[why])) for start, end, why in self.pauses
        ]

    def steps(self) -> list[Step]:
        return list(schedule.registration(schedule.Facts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("domains:file", args=[self.public_id])


class InformationRequest(models.Model):
    """What staff asked about a file, and what the customer answered (DN-7.3.3)."""

    file = models.ForeignKey(RegistrationFile, models.PROTECT, related_name="requests")
    question = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=24, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")

    def __str__(self) -> str:
        return self.question[:60]
