"""Names that move between registrars: towards us, away from us, and the codes that open the way."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from domains.transfers import schedule

from .domain import Domain
from .extension import Extension


class TransferIn(Owned, Calling):
    """A name that a customer brings to us, from the paid order to its arrival or its failure (DN-6.2.1b).

    `code_tries` counts the codes that the registry found wrong; `act_by` is when the registry decides by itself.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("being asked from the registry")
        HELD = "held", _("waiting: proceedings are open")
        CODE_WANTED = "code_wanted", _("waiting for a correct code")
        PENDING = "pending", _("waiting for the present registrar")
        CANCELLING = "cancelling", _("being taken back")
        ASKED_AGAIN = "asked_again", _("asked again, with our staff")
        COMPLETED = "completed", _("with us")
        NOT_SENT = "not_sent", _("not asked, credited")
        REJECTED = "rejected", _("refused by the present registrar")
        CANCELLED = "cancelled", _("taken back")
        FAILED = "failed", _("refused by the registry")

    OPEN = ("requested", "held", "code_wanted", "pending", "cancelling", "asked_again")
    UNHAPPY = ("rejected", "cancelled", "failed")

    schedule_related = ("extension", "customer")
    secret_fields = ("auth_code", "contacts")

    public_id = PublicIdField("tri")
    name = models.CharField(_("name"), max_length=253)
    unicode_name = models.CharField(_("name as people read it"), max_length=253)
    extension = models.ForeignKey(Extension, models.PROTECT, verbose_name=_("extension"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REQUESTED)
    contacts = models.JSONField(_("contacts"), default=dict)
    auth_code = models.CharField(max_length=64, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    sent = models.BooleanField(_("the registry has been asked"), default=False)
    repeats = models.PositiveSmallIntegerField(_("asked anew"), default=0)
    line = models.CharField(max_length=24, blank=True, editable=False)  # the paid line being carried out
    late_surcharge = models.BigIntegerField(default=0)  # centimes, pinned at the order (C-03)
    fee_line = models.CharField(max_length=24, blank=True, editable=False)  # of a repeated request (C-28)
    ordered_at = models.DateTimeField(_("ordered"), null=True)
    asked_at = models.DateTimeField(_("asked from the registry"), null=True)
    asked_of = models.CharField(_("present registrar"), max_length=64, blank=True)
    act_by = models.DateTimeField(_("registry decides"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.TextField(_("what the registry said"), blank=True)
    fault_by = models.CharField(max_length=24, blank=True, editable=False)  # who finds the fault with us
    credited_at = models.DateTimeField(_("credited"), null=True)
    domain = models.OneToOneField(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfer_in",
        verbose_name=_("domain name"),
    )

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("transfer to us")
        verbose_name_plural = _("transfers to us")
        indexes = [due_index("transfer_in_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_transfer_in_pending",
                condition=Q(state__in=["pending", "cancelling"]),
            ),
            models.UniqueConstraint(fields=["line"], name="one_transfer_per_line", condition=~Q(line="")),
        ]

    def __str__(self) -> str:
        return self.unicode_name

    @property
    def reference(self) -> str:
        """Ours at the registry: each request has its own, so that a refused one is not answered from memory."""
        return f"{self.public_id}-{self.repeats}" if self.repeats else self.public_id

    @property
    def tone(self) -> str:
        if self.state == "completed":
            return "fine"
        if self.state in {"code_wanted", "held"}:
            return "late"
        return "soon" if self.state in self.OPEN else "ended"

    def steps(self) -> list[Step]:
        return list(schedule.arrival(self.state, self.call_at, self.act_by))

    def get_absolute_url(self) -> str:
        return reverse("domains:transfer", args=[self.public_id])


class TransferOut(Owned, Calling):
    """Another registrar asks for a name of ours (DN-6.p2): answered by staff, or decided by the registry."""

    class State(models.TextChoices):
        PENDING = "pending", _("asked by another registrar")
        APPROVING = "approving", _("being approved")
        REFUSING = "refusing", _("being refused")
        GONE = "gone", _("with the other registrar")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back by the other registrar")

    class Wish(models.TextChoices):
        APPROVE = "approve", _("I asked for it: let the name go")
        OBJECT = "object", _("I did not ask for it: keep the name")

    class Ground(models.TextChoices):
        """The only grounds on which a transfer may be refused; money for a future period is none (C-07)."""

        FRAUD = "fraud", _("evidence of fraud")
        IDENTITY = "identity", _("reasonable doubt about who the holder is")
        OBJECTION = "objection", _("the holder objects in writing")
        PAST_UNPAID = "past_unpaid", _("a past period, already used, was never paid")
        RECENT = "recent", _("registered, transferred or given to another holder less than the lock ago")
        DISPUTE = "dispute", _("dispute procedure, court order or lawsuit")

    OPEN = ("pending", "approving", "refusing")

    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("tro")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="transfers_out", verbose_name=_("domain name")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    asked_by = models.CharField(_("asked by"), max_length=64)
    asked_at = models.DateTimeField(_("asked"))
    noticed_at = models.DateTimeField(_("known to us"))
    act_by = models.DateTimeField(_("registry decides"))
    wish = models.CharField(_("holder's answer"), max_length=8, choices=Wish.choices, blank=True)
    wished_at = models.DateTimeField(_("holder answered"), null=True)
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("transfer away")
        verbose_name_plural = _("transfers away")
        indexes = [due_index("transfer_out_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                name="one_transfer_out_open",
                condition=Q(state__in=["pending", "approving", "refusing"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain} → {self.asked_by}"

    @property
    def tone(self) -> str:
        return "late" if self.state == "pending" else "soon" if self.state in self.OPEN else "ended"

    def steps(self) -> list[Step]:
        return list(schedule.departure(self.state, self.call_at, self.noticed_at, self.act_by))

    def get_absolute_url(self) -> str:
        return reverse("domains:leave", args=[self.domain.public_id])


class CodeRequest(Owned, Calling):
    """A customer wants the authorisation code of a name: shown by the portal, or given by staff (DN-8.3, C-05).

    Once shown, the registry is asked for a while whether another registrar has used it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked, with our staff")
        READY = "ready", _("ready to be shown")
        SHOWN = "shown", _("shown")
        CLOSED = "closed", _("over")
        REFUSED = "refused", _("not given")

    OPEN = ("asked", "ready", "shown")

    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("cod")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="code_requests", verbose_name=_("domain name")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    clause = models.CharField(_("clause"), max_length=20)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    target_at = models.DateTimeField(_("to be given by"), null=True)
    due_at = models.DateTimeField(_("promised by"), null=True)
    given_at = models.DateTimeField(_("given"), null=True)
    shown_at = models.DateTimeField(_("last shown"), null=True)
    watch_until = models.DateTimeField(_("watched until"), null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request for a code")
        verbose_name_plural = _("requests for codes")
        indexes = [due_index("code_request_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                name="one_code_request_open",
                condition=Q(state__in=["asked", "ready", "shown"]),
            )
        ]

    def __str__(self) -> str:
        return str(self.domain)

    def steps(self) -> list[Step]:
        return list(schedule.code(self))

    def get_absolute_url(self) -> str:
        return reverse("domains:leave", args=[self.domain.public_id])


class Proceeding(Owned):
    """Proceedings between a customer and the company: while they are open no name is transferred to us (DN-6.2.1b)."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    public_id = PublicIdField("prc")
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    detail = models.TextField(_("what it is about"))
    opened_at = models.DateTimeField(_("opened"), editable=False)
    opened_by = models.CharField(_("opened by"), max_length=24, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("proceedings with a customer")
        verbose_name_plural = _("proceedings with customers")

    def __str__(self) -> str:
        return f"{self.customer} – {self.detail[:60]}"
