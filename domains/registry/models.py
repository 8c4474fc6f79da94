"""What the adapters keep: the sandbox registry's own book, and what staff do by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.by_hand import ByHand

__all__ = [
    "ManualRequest",
    "RegistryExchange",
    "SandboxContact",
    "SandboxHost",
    "SandboxMessage",
    "SandboxName",
    "SandboxTransaction",
    "SandboxTransfer",
]

OURS, OTHER = "portail", "autre"  # the two registrars of the sandbox registry: us, and everybody else


class SandboxName(models.Model):
    """A name in the sandbox registry. Its phase is computed from these instants (`sandbox_life`)."""

    name = models.CharField(_("name"), max_length=253, unique=True)
    reference = models.CharField(_("reference"), max_length=64)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    auto_renewed_at = models.DateTimeField(_("renewed by the registry"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deletion asked"), null=True, blank=True)
    restore_asked_at = models.DateTimeField(_("restore asked"), null=True, blank=True)
    statuses = models.JSONField(_("statuses"), default=list, blank=True)
    nameservers = models.JSONField(_("name servers"), default=list, blank=True)
    contacts = models.JSONField(_("contacts"), default=dict, blank=True)
    ds = models.JSONField(_("DS records"), default=list, blank=True)
    auth_code = models.CharField(_("authorisation code"), max_length=64, blank=True)
    sponsor = models.CharField(_("registrar"), max_length=16, default=OURS)
    transferred_at = models.DateTimeField(_("transferred"), null=True, blank=True)
    transfer_due_at = models.DateTimeField(_("transfer decided at"), null=True, blank=True, db_index=True)

    class Meta:
        app_label = "domains"
        ordering = ["name"]
        verbose_name = _("name at the sandbox registry")
        verbose_name_plural = _("names at the sandbox registry")

    def __str__(self) -> str:
        return self.name


class SandboxHost(models.Model):
    """A host object of the sandbox registry (RFC 5732): glue under one of its names, or a host outside."""

    name = models.CharField(_("name"), max_length=253, unique=True)
    parent = models.ForeignKey(SandboxName, models.CASCADE, null=True, blank=True, related_name="hosts")
    sponsor = models.CharField(_("registrar"), max_length=16, default=OURS)
    addresses = models.JSONField(_("addresses"), default=list, blank=True)
    statuses = models.JSONField(_("statuses"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        app_label = "domains"
        ordering = ["name"]
        verbose_name = _("host at the sandbox registry")
        verbose_name_plural = _("hosts at the sandbox registry")

    def __str__(self) -> str:
        return self.name


class SandboxContact(models.Model):
    """A contact object of the sandbox registry (RFC 5733); names point at it by its handle."""

    handle = models.CharField(_("handle"), max_length=16, unique=True)
    sponsor = models.CharField(_("registrar"), max_length=16, default=OURS)
    facts = models.JSONField(_("facts"), default=dict)
    statuses = models.JSONField(_("statuses"), default=list, blank=True)
    auth_code = models.CharField(_("authorisation code"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True)

    class Meta:
        app_label = "domains"
        ordering = ["handle"]
        verbose_name = _("contact at the sandbox registry")
        verbose_name_plural = _("contacts at the sandbox registry")

    def __str__(self) -> str:
        return self.handle


class SandboxTransfer(models.Model):
    """A name asked for by another registrar: pending until the holder's one answers or the window has passed."""

    name = models.CharField(_("name"), max_length=253, db_index=True)
    status = models.CharField(_("status"), max_length=16, default="pending")
    asked_by = models.CharField(_("asked by"), max_length=16)
    asked_of = models.CharField(_("asked of"), max_length=16)
    asked_at = models.DateTimeField(_("asked"))
    answered_by = models.CharField(_("answered by"), max_length=16)
    act_by = models.DateTimeField(_("decided at the latest"))
    reference = models.CharField(_("reference"), max_length=64)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        app_label = "domains"
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("transfer at the sandbox registry")
        verbose_name_plural = _("transfers at the sandbox registry")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="one_transfer_pending", condition=models.Q(status="pending")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.status}"


class SandboxMessage(models.Model):
    """A message that waits in a registrar's queue until it is acknowledged (RFC 5730 2.9.2.3)."""

    registrar = models.CharField(_("registrar"), max_length=16, default=OURS)
    queued_at = models.DateTimeField(_("queued"))
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=253, blank=True)
    text = models.CharField(_("text"), max_length=500)
    data = models.JSONField(_("data"), default=dict, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)

    class Meta:
        app_label = "domains"
        ordering = ["pk"]
        verbose_name = _("message of the sandbox registry")
        verbose_name_plural = _("messages of the sandbox registry")
        indexes = [
            models.Index(
                fields=["registrar", "id"],
                name="sandbox_queue",
                condition=models.Q(acknowledged_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class SandboxTransaction(models.Model):
    """One command received by the sandbox registry; the same command again is counted, so it shows.

    `times` it was received, `done` it took effect: more than once is a duplicate.
    """

    cltrid = models.CharField(_("transaction id"), max_length=400, unique=True)
    command = models.CharField(_("command"), max_length=20)
    name = models.CharField(_("name"), max_length=253, db_index=True)
    reference = models.CharField(_("reference"), max_length=64)
    at = models.DateTimeField(_("received"))
    result = models.PositiveSmallIntegerField(_("result code"))
    times = models.PositiveIntegerField(_("times received"), default=1)
    done = models.PositiveIntegerField(_("times carried out"), default=0)

    class Meta:
        app_label = "domains"
        ordering = ["-at", "-pk"]
        verbose_name = _("command to the sandbox registry")
        verbose_name_plural = _("commands to the sandbox registry")

    def __str__(self) -> str:
        return f"{self.cltrid} {self.result}"


class ManualRequest(ByHand):
    """Something that staff do at a registry by hand; their answer is what the registry said."""

    command = models.CharField(_("command"), max_length=20)
    name = models.CharField(_("name"), max_length=253, db_index=True)
    reference = models.CharField(_("reference"), max_length=64)
    target = models.CharField(_("target"), max_length=200, blank=True)
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    details = models.JSONField(_("details"), default=dict, blank=True)

    queue = "registry_by_hand"
    title = _("To do at the registry: %(what)s")
    clause = "DN-2.3a"

    class Meta:
        app_label = "domains"
        ordering = ["-pk"]
        verbose_name = _("request to a registry by hand")
        verbose_name_plural = _("requests to a registry by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "reference", "command", "target", "turn"], name="manual_request_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.command} {self.name} {self.target}".strip()

    @property
    def about(self) -> str:
        return self.reference[:24]


class RegistryExchange(models.Model):
    """One command to a registry and its answer, as they went over the wire, secrets masked.

    `code` is empty while no answer is known: the command may have been carried out all the same.
    """

    registry = models.CharField(_("registry"), max_length=40)
    command = models.CharField(_("command"), max_length=40)
    name = models.CharField(_("name"), max_length=255, blank=True)
    reference = models.CharField(_("reference"), max_length=64, blank=True, db_index=True)
    cltrid = models.CharField(_("our transaction id"), max_length=64, unique=True)
    svtrid = models.CharField(_("the registry's transaction id"), max_length=64, blank=True)
    code = models.PositiveSmallIntegerField(_("result code"), null=True, blank=True)
    at = models.DateTimeField(_("sent"), db_index=True)
    changes = models.BooleanField(_("changes something"))
    request = models.TextField(_("request"))
    answer = models.TextField(_("answer"), blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        app_label = "domains"
        ordering = ["-pk"]
        verbose_name = _("exchange with a registry")
        verbose_name_plural = _("exchanges with registries")
        indexes = [models.Index(fields=["name", "command"], name="registry_exchange_of_name")]

    def __str__(self) -> str:
        return f"{self.command} {self.name} {self.code or ''}".strip()
