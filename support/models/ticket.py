"""Tickets: every contact of a customer is one, with the channel by which it came (HD-2.4)."""

from datetime import datetime, timedelta
from operator import attrgetter

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from support.schedule import TicketFacts, ticket_schedule

facts_of = attrgetter(*TicketFacts._fields)


class Channel(models.TextChoices):
    """How the customer reached us (HD-2.4)."""

    WEB = "web", _("customer space")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    CHAT = "chat", _("live chat")


class Ticket(Owned, Scheduled):
    """A request, from its first word to its end.

    `awaiting_since` is the oldest word of the customer that nobody has answered; from it the answer is due:
    `answer_target_at` by Monday–Saturday, `answer_due_at` by Monday–Friday (C-20), both at 23:59:59 local.
    `resolve_within` is a promise in elapsed time (SRV-A2-2.4(2)), paused while the customer is waited for.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        OPEN = "open", _("being worked on")
        WAITING = "waiting_customer", _("waiting for the customer")
        RESOLVED = "resolved", _("resolved")
        CLOSED = "closed", _("done and closed")

    class Priority(models.TextChoices):
        LOW = "low", _("low")
        NORMAL = "normal", _("normal")
        HIGH = "high", _("high")
        URGENT = "urgent", _("urgent")

    class Queue(models.TextChoices):
        GENERAL = "", _("general")
        TECHNICAL = "technical", _("technical")
        BILLING = "billing", _("billing")
        DOMAINS = "domains", _("domain names")
        SSL = "ssl", _("certificate anomaly")
        INSTALLATION = "installation", _("installation")
        OUTSOURCING = "outsourcing", _("outsourcing")

    LIVE = ("new", "open", "waiting_customer")
    schedule_related = ("customer",)

    public_id = PublicIdField("tkt")
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.NEW)
    subject = models.CharField(_("subject"), max_length=200)
    channel = models.CharField(_("came by"), max_length=8, choices=Channel.choices, default=Channel.WEB)
    priority = models.CharField(
        _("priority"), max_length=8, choices=Priority.choices, default=Priority.NORMAL
    )
    queue = models.CharField(_("queue"), max_length=20, choices=Queue.choices, blank=True)
    about = models.CharField(_("service"), max_length=24, blank=True, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200, blank=True)
    incident = models.ForeignKey(
        "support.Incident", models.PROTECT, null=True, blank=True, related_name="tickets",
        verbose_name=_("incident"),
    )  # fmt: skip
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("in the hands of"),
    )  # fmt: skip
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.CharField(_("opened by"), max_length=24)
    awaiting_since = models.DateTimeField(_("unanswered since"), null=True)
    answer_target_at = models.DateTimeField(_("to be answered by"), null=True)
    answer_due_at = models.DateTimeField(_("answer promised by"), null=True)
    answer_clause = models.CharField(_("clause of the answer"), max_length=20, blank=True)
    resolve_within = models.DurationField(_("to be resolved within"), null=True)
    resolve_clause = models.CharField(_("clause of the resolution"), max_length=20, blank=True)
    paused_since = models.DateTimeField(_("clock stopped since"), null=True)
    paused_for = models.DurationField(_("clock stopped for"), default=timedelta)
    first_answer_at = models.DateTimeField(_("first answered"), null=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    last_message_at = models.DateTimeField(_("last message"))

    class Meta:
        ordering = ["-last_message_at", "-pk"]
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            due_index("ticket_due"),
            models.Index(fields=["customer", "-last_message_at"], name="ticket_of_customer"),
            models.Index(fields=["state", "answer_due_at"], name="ticket_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                name="ticket_waits_with_a_pause",
                condition=~Q(state="waiting_customer") | Q(paused_since__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_resolved_at_an_instant",
                condition=~Q(state__in=["resolved", "closed"]) | Q(resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def tone(self) -> str:
        """How urgent the state is for the customer, in the page's tones."""
        return {"waiting_customer": "late", "new": "soon", "open": "soon", "resolved": "fine"}.get(
            self.state, "ended"
        )

    @property
    def resolve_due_at(self) -> datetime | None:
        """When the resolution is promised, if nothing pauses it any more."""
        return self.opened_at + self.resolve_within + self.paused_for if self.resolve_within else None

    @property
    def reference(self) -> str:
        """What stands in the subject of mails: `[#tkt_…]`."""
        return f"[#{self.public_id}]"

    def steps(self) -> list[Step]:
        return list(ticket_schedule(TicketFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("support:ticket", args=[self.public_id])


class MessageQuerySet(models.QuerySet):
    def shown(self):
        """What the customer may read: never an internal note."""
        return self.exclude(kind=Message.Kind.NOTE)


class Message(models.Model):
    """One word in a ticket; never edited. A note is for staff alone."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        STAFF = "staff", _("support")
        NOTE = "note", _("internal note")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages", verbose_name=_("ticket"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    body = models.TextField(_("text"))
    at = models.DateTimeField(_("when"))
    author = models.CharField(_("by whom"), max_length=24)
    author_name = models.CharField(_("name"), max_length=200, blank=True)
    channel = models.CharField(_("came by"), max_length=8, choices=Channel.choices, default=Channel.WEB)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("message of a ticket")
        verbose_name_plural = _("messages of tickets")

    def __str__(self) -> str:
        return f"{self.ticket} – {self.author_name}"


class Attachment(Owned):
    """A file that came with a message. Its bytes are sealed (`core.vault`)."""

    secret_fields = ("token", "name")

    public_id = PublicIdField("att")
    message = models.ForeignKey(
        Message, models.PROTECT, related_name="attachments", verbose_name=_("message")
    )
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("format"), max_length=40)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    token = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support:attachment", args=[self.public_id])


class Authorisation(Owned):
    """The customer lets support into his data for one ticket, until a day (SRV-6.1.2(2), guard 14)."""

    public_id = PublicIdField("aut")
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, related_name="authorisations", verbose_name=_("ticket")
    )
    about = models.CharField(_("service"), max_length=24, db_index=True)
    given_at = models.DateTimeField(_("given"))
    given_by = models.CharField(_("given by"), max_length=24)
    until = models.DateTimeField(_("until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("authorisation of access")
        verbose_name_plural = _("authorisations of access")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(withdrawn_at=None), name="authorisation_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket} – {self.about}"


class CannedAnswer(models.Model):
    """An answer that staff give often, in three languages."""

    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    queue = models.CharField(_("queue"), max_length=20, choices=Ticket.Queue.choices, blank=True)
    enabled = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["queue", "pk"]
        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")

    def __str__(self) -> str:
        return self.title
