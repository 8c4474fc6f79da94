"""The tables of the adapters: the sandbox authority's book, work by hand, our accounts at those that speak ACME."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.by_hand import ByHand


class SandboxIssuer(models.Model):
    """A key and certificate of the sandbox authority: its root and its intermediate, made once, trusted by nobody."""

    class Role(models.TextChoices):
        ROOT = "root", _("root")
        INTERMEDIATE = "intermediate", _("intermediate")

    role = models.CharField(_("role"), max_length=12, choices=Role.choices, unique=True)
    key = models.TextField()
    pem = models.TextField(_("certificate"))

    class Meta:
        verbose_name = _("issuer of the sandbox authority")
        verbose_name_plural = _("issuers of the sandbox authority")

    def __str__(self) -> str:
        return self.get_role_display()


class SandboxIssue(models.Model):
    """One request in the sandbox authority's book, and what came of it.

    `proven` is name → instant at which its control was proven, at this request or at one before (`replaces`);
    `complete_at` when all that is needed was there; `times` how often it was signed.
    """

    reference = models.CharField(_("number"), max_length=40, unique=True)
    our_reference = models.CharField(_("our reference"), max_length=24, unique=True)
    level = models.CharField(_("level"), max_length=2, default="dv")
    names = models.JSONField(_("names"), default=list)
    organisation = models.JSONField(_("organisation"), default=dict, blank=True)
    tokens = models.JSONField(_("tokens"), default=dict)
    tokens_until = models.DateTimeField(_("tokens expire"))
    proven = models.JSONField(_("proven"), default=dict)
    csr = models.TextField(_("certificate signing request"))
    days = models.PositiveSmallIntegerField(_("days"))
    asked_at = models.DateTimeField(_("asked"))
    complete_at = models.DateTimeField(_("complete"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("times signed"), default=0)
    pem = models.TextField(_("certificate"), blank=True)
    serial = models.CharField(_("serial number"), max_length=50, blank=True, db_index=True)
    replace_from = models.DateTimeField(_("to be replaced from"), null=True, blank=True)
    replace_until = models.DateTimeField(_("to be replaced until"), null=True, blank=True)
    revocation_asked_at = models.DateTimeField(_("revocation asked"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revocation_reason = models.PositiveSmallIntegerField(_("reason"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request at the sandbox authority")
        verbose_name_plural = _("requests at the sandbox authority")

    def __str__(self) -> str:
        return self.reference


class ManualRequest(ByHand):
    """Something that staff do at an authority's own web site; their answer is what the authority said.

    `thread` is the certificate's public id, or its serial number for a revocation; `taken_at` when the portal has
    taken the answer, so that the same question means another look.
    """

    class Command(models.TextChoices):
        PLACE = "place", _("place the request")
        LOOK = "look", _("look how far it is")
        CANCEL = "cancel", _("give the request up")
        REVOKE = "revoke", _("revoke the certificate")

    queue = "authority_by_hand"
    title = _("To do at the authority: %(what)s")
    CLAUSES: dict[str, str] = {Command.PLACE: "SSL-10.4a", Command.LOOK: "SSL-10.4a", Command.CANCEL: "SSL-6.3",
                               Command.REVOKE: "SSL-7.2b"}  # fmt: skip

    authority = models.CharField(_("certification authority"), max_length=30)
    command = models.CharField(_("command"), max_length=6, choices=Command.choices)
    thread = models.CharField(_("about"), max_length=50)
    reference = models.CharField(_("number at the authority"), max_length=200, blank=True)
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    names = models.JSONField(_("names"), default=list)
    details = models.JSONField(_("details"), default=dict, blank=True)
    due_at = models.DateTimeField(_("due"))
    taken_at = models.DateTimeField(_("taken by the portal"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("request to an authority by hand")
        verbose_name_plural = _("requests to an authority by hand")
        constraints = [
            models.UniqueConstraint(fields=["thread", "command", "turn"], name="authority_request_asked_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="authority_work_open", condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_command_display()} – {self.names[0] if self.names else self.thread}"

    @property
    def about(self) -> str:
        return self.thread[:24]

    @property
    def waiting(self) -> str:
        return self.thread

    @property
    def clause(self) -> str:
        return self.CLAUSES[self.command]


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
