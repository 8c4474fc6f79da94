"""The outbox: every mail is a stored row with a natural key, written with its cause, sent afterwards."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core import evidence, unit_of_work
from core.acts import Act
from core.company import company
from core.ids import PublicIdField
from core.owned import OwnedQuerySet
from core.terms import OPERATIONS
from notifications.wake import knock

BODY, SUBJECT = "[[body]]", "[[subject]]"
FORGOTTEN = "–"
PURGED = _("The words of this mail were purged: nothing needs them any more. Their digest stays.")


class Immutable(Exception):
    """A queued mail is what was said: it is never edited or deleted."""


class Frame(models.Model):
    """What stands round the bodies of many mails (header, legal footer), kept once under its own digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    html = models.TextField()

    def __str__(self) -> str:
        return self.digest[:12]


class EmailQuerySet(OwnedQuerySet):
    """Only the facts of delivery ever change."""

    delivery = frozenset(
        {"state", "attempts", "last_error", "leased_until", "send_after", "sent_at", "bounced_at"}
    )

    def update(self, **kwargs):
        if fixed := kwargs.keys() - self.delivery:
            raise Immutable(f"a queued mail does not change: {', '.join(sorted(fixed))}")
        return super().update(**kwargs)

    def delete(self):
        raise Immutable("a mail is never deleted")

    def without_bodies(self):
        """As lists show them."""
        return self.defer("text", "html")

    def forget_words(self, now: datetime) -> None:
        """What these mails said, and to whom, goes: the digest of the words and what became of each mail stay."""
        email: Any
        for email in self.select_related("frame"):
            gone = {"text": "", "html": "", "last_error": "", "attachments": [], "purged_at": now}
            gone |= {"to": FORGOTTEN, "subject": FORGOTTEN, "kept_digest": email.words(),
                     "key": email.public_id}  # fmt: skip
            models.QuerySet(Email).filter(pk=email.pk).update(**gone)

    def waiting(self):
        """Mails that have not left yet."""
        return self.filter(state__in=[Email.State.QUEUED, Email.State.SENDING])


class Email(models.Model):
    """One mail: `text` and `html` are its bodies, `frame` what stands round them, `key` makes it unique.

    due_at    when the schedule wanted it given; empty for what a person's act causes
    repeats   the mail whose words it gives to the account's next contact, since that one did not arrive
    purged_at its words and its address are gone (law 09-08); `kept_digest` proves the words, what became of it stays
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused")
        BOUNCED = "bounced", _("returned")

    public_id = PublicIdField("eml")
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    about = models.CharField(_("about"), max_length=24)
    series = models.CharField(_("series"), max_length=24, blank=True)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    customer = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("customer"),
    )
    language = models.CharField(_("language"), max_length=2)
    to = models.CharField(_("to"), max_length=254)
    subject = models.TextField(_("subject"))
    text = models.TextField(_("text"))
    html = models.TextField(
        _("page"),
    )
    frame = models.ForeignKey(
        Frame, models.PROTECT, related_name="+", db_index=False, verbose_name=_("frame")
    )
    attachments = models.JSONField(_("attachments"), default=list)
    created_at = models.DateTimeField(_("written"))
    due_at = models.DateTimeField(_("due"), null=True)
    repeats = models.ForeignKey(
        "self", models.PROTECT, related_name="copies", null=True, db_index=False, verbose_name=_("copy of")
    )
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.QUEUED)
    send_after = models.DateTimeField(
        _("not before"),
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    bounced_at = models.DateTimeField(_("returned on"), null=True)
    kept_digest = models.CharField(_("digest of the words"), max_length=64, blank=True, editable=False)
    purged_at = models.DateTimeField(_("words purged"), null=True, editable=False)

    objects = EmailQuerySet.as_manager()

    written_once = write_only = True
    act: Act | None = None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="email_said_once")]
        indexes = [
            models.Index(
                fields=["id"], name="email_waiting", condition=models.Q(state__in=["queued", "sending"])
            ),
            models.Index(fields=["about", "series"], name="email_about"),
            models.Index(fields=["customer", "-id"], name="email_of_customer"),
            models.Index(fields=["repeats"], name="email_copies", condition=models.Q(repeats__isnull=False)),
        ]
        ordering = ["-id"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    def save(self, *args, **kwargs):
        raise Immutable("mails are written by outbox.queue() only")

    def get_absolute_url(self) -> str:
        return reverse("notifications:message", args=[self.public_id])

    def delete(self, *args, **kwargs):
        raise Immutable("a mail is never deleted")

    @property
    def tone(self) -> str:
        """How its state is shown: fine, soon, late."""
        tones = {self.State.SENT: "fine", self.State.FAILED: "late", self.State.BOUNCED: "late"}
        return tones.get(self.State(self.state), "soon")

    @property
    def due(self) -> datetime:
        """When it was to be given: as scheduled, or at once."""
        return self.due_at or self.created_at

    @property
    def given_at(self) -> datetime:
        """When it left; of what has not left yet, when it was written."""
        return self.sent_at or self.created_at

    @property
    def late_by(self) -> timedelta | None:
        """How much later than it was due a contractual notice was given; None within the tolerance."""
        late = self.given_at - self.due
        return late if self.clause and late > OPERATIONS.late else None

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a repeat after a dropped connection is recognised."""
        return f"<{self.public_id}@{company().mail_from.rstrip('>').rpartition('@')[2]}>"

    def as_text(self) -> str:
        """The whole text, as it was sent."""
        if self.purged_at:
            return str(PURGED)
        before, _body, after = self.frame.text.partition(BODY)
        return before + self.text + after

    def as_html(self) -> str:
        """The whole page, as it was sent."""
        if self.purged_at:
            return f"<!doctype html><html><head></head><body><p>{escape(PURGED)}</p></body></html>"
        before, _body, after = self.frame.html.partition(BODY)
        return before.replace(SUBJECT, escape(self.subject)) + self.html + after

    @classmethod
    def prepare(cls, rows: list["Email"]) -> list["Email"]:
        """Of mails with one natural key the first stands; each new one leaves evidence of the notice."""
        known = set(cls.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
        new = list({row.key: row for row in reversed(rows) if row.key not in known}.values())[::-1]
        if new:
            frames = {row.frame_id: row.frame for row in new}
            Frame.objects.bulk_create([frames[d] for d in sorted(frames)], ignore_conflicts=True)
            with unit_of_work.gathered():
                for row in filter(lambda mail: mail.about, new):
                    row._leave_proof()
            knock()
        return new

    def _leave_proof(self) -> None:
        act = self.act or Act(self.created_at)
        said = {"to": self.to, "email": self.public_id, "words": self.words()}
        if self.repeats:
            said["repeats"] = self.repeats.public_id
        evidence.record(self.about, "notice", self.kind, act, self.clause, **said, **self.lateness())

    def lateness(self) -> dict[str, Any]:
        """What its evidence says of a late notice: when it was due, when it was given, by how much it is late."""
        if not (late := self.late_by):
            return {}
        return {"late": {"due": self.due, "given": self.given_at, "minutes": int(late.total_seconds()) // 60}}

    def words(self) -> str:
        """The SHA-256 of what is said, frame included: its evidence proves it."""
        if self.purged_at:
            return self.kept_digest
        said = "\0".join((self.subject, self.text, self.html, self.frame_id))
        return hashlib.sha256(said.encode()).hexdigest()
