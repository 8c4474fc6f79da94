"""Mail that came in: each message once, by its Message-ID, with what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField

from .ticket import Message, Ticket


class QuarantinedFile(models.Model):
    """A file of a message in quarantine, judged by its bytes and sealed (`core.vault`) until staff decide."""

    secret_fields = ("token", "name")

    public_id = PublicIdField("iqf")
    mail = models.ForeignKey(
        "IncomingMail", models.PROTECT, related_name="files", verbose_name=_("incoming mail")
    )
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("format"), max_length=40)
    size = models.PositiveIntegerField(_("size (bytes)"))
    token = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file in quarantine")
        verbose_name_plural = _("files in quarantine")

    def __str__(self) -> str:
        return self.name


class IncomingMail(models.Model):
    """A received message. What nobody is known to have written waits in the staff's quarantine."""

    class State(models.TextChoices):
        TAKEN = "taken", _("put into a ticket")
        QUARANTINED = "quarantined", _("in quarantine")
        DROPPED = "dropped", _("dropped: a machine's answer")
        ATTACHED = "attached", _("put into a ticket by staff")
        DISCARDED = "discarded", _("thrown away")

    secret_fields = ("body", "sender_name")

    public_id = PublicIdField("iml")
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.QUARANTINED)
    mail_id = models.CharField(_("Message-ID"), max_length=250, unique=True)
    sender = models.CharField(_("sender"), max_length=254, db_index=True)
    sender_name = models.CharField(_("sender's name"), max_length=200, blank=True)
    to = models.CharField(_("to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    reason = models.CharField(_("why"), max_length=60, blank=True)
    left_out = models.JSONField(_("files left out"), default=list, blank=True)
    received_at = models.DateTimeField(_("received"), db_index=True)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ticket")
    )
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="mail", verbose_name=_("message")
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")

    def __str__(self) -> str:
        return f"{self.sender} – {self.subject}"

    @property
    def tone(self) -> str:
        return {"quarantined": "late", "dropped": "ended", "discarded": "ended"}.get(self.state, "fine")
