"""What a registry has written to us."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField

from .domain import Domain


class RegistryMessage(models.Model):
    """A message of a registry's queue, kept before it is acknowledged, whatever its type (DN-8.1)."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", _("transfer")
        DELETION = "deletion", _("deletion")
        EXPIRY = "expiry", _("expiry")
        STATUS = "status", _("status")
        PENDING_ACTION = "pending_action", _("decision on a pending request")
        LOW_BALANCE = "low_balance", _("low balance")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        NEW = "new", _("received")
        FORWARDED = "forwarded", _("passed on to the customer")
        FOR_STAFF = "for_staff", _("for our staff")
        HANDLED = "handled", _("handled")

    public_id = PublicIdField("msg")
    registry = models.CharField(_("registry"), max_length=40)
    message_id = models.CharField(_("number at the registry"), max_length=64)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.OTHER)
    name = models.CharField(_("name"), max_length=253, blank=True)
    text = models.TextField(_("text"), blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    queued_at = models.DateTimeField(_("written"))
    received_at = models.DateTimeField(_("received"))
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registry_messages",
        verbose_name=_("domain name"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.NEW)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("message of a registry")
        verbose_name_plural = _("messages of the registries")
        constraints = [
            models.UniqueConstraint(fields=["registry", "message_id"], name="registry_message_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return self.domain.get_absolute_url() if self.domain_id else reverse("domains:list")
