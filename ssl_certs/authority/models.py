"""The tables of the adapters: the sandbox authority's book, and our accounts at authorities that speak ACME."""

from django.db import models


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
