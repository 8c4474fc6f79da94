"""What was agreed: documents, their versions as published, and who accepted which version about what."""

import hashlib

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence import AppendOnly
from core.models import PublicIdField
from core.owned import Owned, OwnedQuerySet

ANY = "*"

#: What each precedence stands for (DN-2.6, DN-15.2).
LEVELS = {40: _("registry rules"), 30: _("appendix"), 20: _("special terms"), 10: _("general conditions")}


class Document(models.Model):
    """A contract document, or a declaration that the customer makes by ticking it.

    `scopes` says to which goods it applies (`domain` covers `domain.ma`), `operations` to which acts on them:
    registering, renewing and transferring a name (DN-1.1), ordering a certificate (SSL-1.1).
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        DECLARATION = "declaration", _("declaration")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DOCUMENT)
    title = models.CharField(_("title"), max_length=160)
    clause = models.CharField(_("clause"), max_length=20)
    precedence = models.PositiveSmallIntegerField(
        _("precedence"),
        help_text=_("The higher one wins: registry rules 40, appendix 30, special 20, general 10."),
    )
    scopes = models.JSONField(_("scopes"), default=list)
    operations = models.JSONField(_("operations"), default=list)

    title_fr: str  # made by modeltranslation (translation.py)

    class Meta:
        ordering = ["-precedence", "code"]
        verbose_name = _("contract document")
        verbose_name_plural = _("contract documents")

    def __str__(self) -> str:
        return self.title

    @property
    def level(self) -> str:
        """Its place in the order of precedence, in words."""
        return str(LEVELS.get(self.precedence, ""))

    def concerns(self, scopes: set[str], operations: set[str]) -> bool:
        """Whether it applies to one of these goods and one of these acts."""
        goods = ANY in self.scopes or any(covers(mine, scope) for mine in self.scopes for scope in scopes)
        acts = ANY in self.operations or not operations.isdisjoint(self.operations)
        return goods and acts


def covers(mine: str, scope: str) -> bool:
    """Whether the goods named by `mine` hold those named by `scope`: `domain` covers `domain.ma`."""
    return scope == mine or scope.startswith(f"{mine}.")


class VersionQuerySet(models.QuerySet):
    """Versions; a published one is never changed or deleted."""

    def published(self):
        return self.filter(published_at__isnull=False)

    def in_force(self, on):
        """Published and effective on that day; the newest of each document comes first."""
        return self.published().filter(effective_on__lte=on).order_by("-effective_on", "-pk")

    def update(self, **kwargs):
        self._refuse_published()
        return super().update(**kwargs)

    def delete(self):
        self._refuse_published()
        return super().delete()

    def _refuse_published(self) -> None:
        if self.published().exists():
            raise AppendOnly("a published version of a document never changes")


class DocumentVersion(models.Model):
    """The text of a document from a day on. French is binding (SSL-A1-2.4): its SHA-256 names the version."""

    public_id = PublicIdField("ver")
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="versions", verbose_name=_("contract document")
    )
    label = models.CharField(_("version"), max_length=40)
    effective_on = models.DateField(_("effective on"))
    text = models.TextField(_("text"))
    external_url = models.URLField(_("official text"), blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    dictated = models.BooleanField(
        _("dictated by a regulator"),
        default=False,
        help_text=_("It may then take effect at once, and bind running terms (DN-15.3)."),
    )
    source = models.CharField(
        _("decision that dictates it"),
        max_length=200,
        blank=True,
        help_text=_("Who decided, where it is published."),
    )
    numbers = models.JSONField(_("numbers as published"), default=dict, editable=False)

    text_fr: str  # made by modeltranslation (translation.py)
    text_en: str
    text_ar: str

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["document", "label"], name="version_label_once"),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | ~models.Q(sha256=""),
                name="published_has_hash",
            ),
        ]
        verbose_name = _("document version")
        verbose_name_plural = _("document versions")

    def __str__(self) -> str:
        return f"{self.document} ({self.label})"

    def save(self, *args, **kwargs):
        if self.pk:
            DocumentVersion.objects.filter(pk=self.pk)._refuse_published()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("contracts:document", args=[self.public_id])

    def digest(self) -> str:
        """The SHA-256 of the French text."""
        return hashlib.sha256(self.text_fr.encode()).hexdigest()

    def all_words(self) -> str:
        """The SHA-256 of its texts in the three languages and of its day, as publishing proves them."""
        words = [self.text_fr, self.text_en, self.text_ar, self.effective_on.isoformat(), self.external_url]
        return hashlib.sha256("\0".join(word or "" for word in words).encode()).hexdigest()

    def delete(self, *args, **kwargs):
        DocumentVersion.objects.filter(pk=self.pk)._refuse_published()
        return super().delete(*args, **kwargs)


class AcceptanceQuerySet(OwnedQuerySet):
    """Acceptances of one customer; never edited or deleted."""

    def forget_addresses(self, now) -> None:
        """From where they were given goes (law 09-08): who accepted which text, when, stays."""
        models.QuerySet(Acceptance).filter(pk__in=self.values("pk")).update(
            ip="", user_agent="", purged_at=now
        )

    def update(self, **kwargs):
        raise AppendOnly("acceptances are append-only")

    def delete(self):
        raise AppendOnly("acceptances are append-only")


class Acceptance(Owned):
    """Somebody accepted a version about an order or a proforma: who, which text, when, from where (DN-P2)."""

    public_id = PublicIdField("acc")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="acceptances", verbose_name=_("document version")
    )
    about = models.CharField(_("about"), max_length=24)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    accepted_at = models.DateTimeField(_("accepted at"))
    ip = models.CharField(_("IP address"), max_length=45, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    purged_at = models.DateTimeField(_("address purged"), null=True, editable=False)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["about", "version"], name="accepted_once")]
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")

    def __str__(self) -> str:
        return f"{self.about}: {self.version}"

    def save(self, *args, **kwargs):
        raise AppendOnly("acceptances are written by contracts.acceptances.accept() only")

    def delete(self, *args, **kwargs):
        raise AppendOnly("acceptances are append-only")
