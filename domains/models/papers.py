"""Papers that people show us: identity papers of holders, forms, proofs. Encrypted at rest, opened by few."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned, OwnedQuerySet
from core.schedule import Step
from domains.files import schedule


class PaperQuerySet(OwnedQuerySet):
    def identity_of(self, contact_id: str):
        """The identity papers of a contact that count or may come to count, the newest first."""
        mine = self.filter(kind=Paper.Kind.IDENTITY, contact__public_id=contact_id)
        return mine.exclude(state__in=["replaced", "refused"]).order_by("-uploaded_at", "-pk")

    def proves(self, contact_id: str, on: date) -> bool:
        """Whether an accepted paper shows on that day who the contact is (facts B4: ANRT/DG/N°02/2024)."""
        accepted = self.identity_of(contact_id).filter(state="accepted")
        return accepted.filter(Q(expires_on=None) | Q(expires_on__gte=on)).exists()


class Paper(Owned, Scheduled):
    """One uploaded paper. Its bytes are a Fernet token: only `core.vault` reads them, each opening is noted."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("identity paper of the holder")
        FORM = "form", _("registry's form, signed")
        SUPPORT = "support", _("supporting paper")
        MANDATE = "mandate", _("holder's mandate")
        OLD_HOLDER = "old_holder", _("form signed by the present holder")
        NEW_HOLDER = "new_holder", _("form signed by the new holder")

    class State(models.TextChoices):
        RECEIVED = "received", _("to be checked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")
        EXPIRED = "expired", _("expired")
        REPLACED = "replaced", _("replaced by a newer one")

    schedule_related = ("contact", "customer")
    secret_fields = ("token", "name")

    public_id = PublicIdField("pap")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="papers", null=True, blank=True, verbose_name=_("whose")
    )
    about = models.CharField(_("for"), max_length=24, blank=True, db_index=True)
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("format"), max_length=40)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    token = models.BinaryField()
    uploaded_at = models.DateTimeField(_("received"))
    uploaded_by = models.CharField(_("received from"), max_length=24)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=24, blank=True)
    refused_because = models.TextField(_("why it is not accepted"), blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        permissions = [("open_paper", "Can open people's papers")]
        indexes = [due_index("paper_due")]
        constraints = [
            models.CheckConstraint(
                name="identity_paper_is_somebodys", condition=~Q(kind="identity") | Q(contact__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.contact or self.name}"

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        tones = {"accepted": "fine", "received": "soon", "refused": "late", "expired": "late"}
        return tones.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(schedule.paper(self.state, self.expires_on))

    def get_absolute_url(self) -> str:
        return reverse("domains:papers")
