"""Who is told of a new version: the round of mails, and what each customer made of it (DN-15.1, SSL-2.2, C-22)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.schedule import NoticeFacts, notice_schedule
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step

from .documents import DocumentVersion

#: The clause by which using a service after a change accepts it, by the document's family.
TACIT = {"SSL": "SSL-2.2", "SRV": "SRV-2.2"}


class Announcement(models.Model):
    """The round through everybody concerned by a new version; a killed worker goes on after `told_through`."""

    version = models.OneToOneField(
        DocumentVersion, models.PROTECT, related_name="announcement", verbose_name=_("document version")
    )
    begun_at = models.DateTimeField(_("begun"))
    told_through = models.BigIntegerField(_("told up to customer"), default=0)
    told = models.PositiveIntegerField(_("customers told"), default=0)
    done_at = models.DateTimeField(_("everybody told"), null=True)

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("announcement of a version")
        verbose_name_plural = _("announcements of versions")
        indexes = [
            models.Index(fields=["begun_at"], name="announcement_open", condition=models.Q(done_at=None))
        ]

    def __str__(self) -> str:
        return str(self.version)


class VersionNotice(Owned, Scheduled):
    """One customer who was told of a new version: shown above every page until somebody has read it."""

    class State(models.TextChoices):
        TOLD = "told", _("told")
        READ = "read", _("read")
        ACCEPTED = "accepted", _("accepted by a click")
        TACIT = "tacit", _("accepted by use")

    public_id = PublicIdField("vno")
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="notices", verbose_name=_("document version")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.TOLD)
    told_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True)
    read_by = models.CharField(_("read by"), max_length=24, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    class Meta:
        ordering = ["-told_at", "-pk"]
        verbose_name = _("notice of a new version")
        verbose_name_plural = _("notices of new versions")
        constraints = [models.UniqueConstraint(fields=["version", "customer"], name="told_of_a_version_once")]
        indexes = [
            due_index("version_notice_due"),
            models.Index(fields=["customer"], name="version_notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return "soon" if self.state == self.State.TOLD else "fine"

    @property
    def tacit_clause(self) -> str:
        """The clause by which using the service accepts the change."""
        return TACIT.get(self.version.document.clause.partition("-")[0], "DN-15.1")

    def steps(self) -> list[Step]:
        facts = NoticeFacts(self.state, self.version.effective_on, self.told_at, self.tacit_clause)
        return list(notice_schedule(facts))

    def get_absolute_url(self) -> str:
        return reverse("contracts:news_item", args=[self.public_id])


class CalendarFeed(Owned):
    """A calendar that a person has subscribed to by a secret address; of the secret only the digest is kept."""

    public_id = PublicIdField("cal")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    secret_digest = models.CharField(_("digest of the address"), max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2)
    made_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        indexes = [models.Index(fields=["customer"], name="calendar_feeds_of")]

    def __str__(self) -> str:
        return f"{self.user} – {self.customer}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:forecast")
