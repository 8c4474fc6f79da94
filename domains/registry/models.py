"""What the adapters keep: the sandbox registry's own book, and what staff do by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["ManualRequest", "SandboxName", "SandboxTransaction"]


class SandboxName(models.Model):
    """A name in the sandbox registry. Its phase is computed from these instants (`sandbox_life`)."""

    name = models.CharField(_("name"), max_length=253, unique=True)
    reference = models.CharField(_("reference"), max_length=64)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    auto_renewed_at = models.DateTimeField(_("renewed by the registry"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deletion asked"), null=True, blank=True)
    restore_asked_at = models.DateTimeField(_("restore asked"), null=True, blank=True)
    statuses = models.JSONField(_("statuses"), default=list, blank=True)
    nameservers = models.JSONField(_("name servers"), default=list, blank=True)
    contacts = models.JSONField(_("contacts"), default=dict, blank=True)
    ds = models.JSONField(_("DS records"), default=list, blank=True)
    auth_code = models.CharField(_("authorisation code"), max_length=32, blank=True)

    class Meta:
        app_label = "domains"
        ordering = ["name"]
        verbose_name = _("name at the sandbox registry")
        verbose_name_plural = _("names at the sandbox registry")

    def __str__(self) -> str:
        return self.name


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


class ManualRequest(models.Model):
    """Something that staff do at a registry by hand; their answer is what the registry said."""

    command = models.CharField(_("command"), max_length=20)
    name = models.CharField(_("name"), max_length=253, db_index=True)
    reference = models.CharField(_("reference"), max_length=64)
    target = models.CharField(_("target"), max_length=200, blank=True)
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    details = models.JSONField(_("details"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=24, blank=True)
    answer = models.JSONField(_("answer"), default=dict, blank=True)
    refused = models.BooleanField(_("refused"), default=False)

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
