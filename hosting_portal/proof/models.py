"""Evidence files: asked for by a customer or by staff about one service or order, made by the worker."""

from operator import attrgetter

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step

from .schedule import FileFacts, file_schedule

facts_of = attrgetter(*FileFacts._fields)


class EvidenceFile(Owned, Calling):
    """Everything proven about one thing, as a PDF to read and a ZIP to check. `by_staff`: with what staff alone see."""

    class State(models.TextChoices):
        WANTED = "wanted", _("being made")
        MADE = "made", _("ready")
        FAILED = "failed", _("could not be made")
        FORGOTTEN = "forgotten", _("no longer kept")

    public_id = PublicIdField("evf")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WANTED)
    about = models.CharField(_("about"), max_length=24, db_index=True)
    title = models.CharField(_("what"), max_length=255)
    language = models.CharField(_("language"), max_length=2)
    by_staff = models.BooleanField(_("for staff"), default=False)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.CharField(_("asked for by"), max_length=24)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    records = models.PositiveIntegerField(_("records"), default=0)
    sha256 = models.CharField(_("SHA-256 of the ZIP"), max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        indexes = [
            due_index("evidence_file_due"),
            models.Index(fields=["customer"], name="evidence_files_of"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {"wanted": "soon", "made": "fine", "failed": "late"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(file_schedule(FileFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("proof:file", args=[self.public_id])


class Content(models.Model):
    """The bytes of a file, apart from what lists and verbs read; removed when it is forgotten."""

    file = models.OneToOneField(EvidenceFile, models.CASCADE, related_name="content")
    zip = models.BinaryField()
    pdf = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file)
