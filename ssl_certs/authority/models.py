"""The tables of the adapters: the sandbox authority's book, and our accounts at authorities that speak ACME."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SandboxRoot(models.Model):
    """The sandbox authority's own key and root certificate: made once, trusted by nobody."""

    key = models.TextField()
    pem = models.TextField()

    def __str__(self) -> str:
        return "sandbox root"


class SandboxIssue(models.Model):
    """One request in the sandbox authority's book."""

    reference = models.CharField(max_length=40, unique=True)
    our_reference = models.CharField(max_length=24, unique=True)
    names = models.JSONField(default=list)
    tokens = models.JSONField(default=dict)
    proven = models.JSONField(default=list)
    csr = models.TextField()
    days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    pem = models.TextField(blank=True)
    serial = models.CharField(max_length=50, blank=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference


class AuthorityAccount(models.Model):
    """Our account at an authority that speaks ACME: one key for every process on every machine, sealed (core.vault).

    `url` is the account's own address at the authority, empty until it has registered us. Another directory or
    another external account (`eab_kid`) is another account, with a key of its own.
    """

    authority = models.CharField(_("certification authority"), max_length=30)
    directory = models.CharField(_("directory"), max_length=200)
    eab_kid = models.CharField(_("external account"), max_length=200, blank=True)
    key = models.BinaryField()
    url = models.CharField(_("account at the authority"), max_length=300, blank=True)
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)

    class Meta:
        ordering = ["authority", "pk"]
        verbose_name = _("account at an authority")
        verbose_name_plural = _("accounts at authorities")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "directory", "eab_kid"], name="one_account_at_an_authority"
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.url or self.directory}"
