"""What the proofs of the books found when they were last made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Proof(models.Model):
    """One proof, made anew each night: it reads all books, so that no page does."""

    class Name(models.TextChoices):
        AUDIT = "audit", _("every centime has its two sides")
        CONTINUITY = "continuity", _("no number is missing and no day goes back")

    name = models.CharField(_("proof"), max_length=10, choices=Name.choices, unique=True)
    proved_at = models.DateTimeField(_("proved on"))
    faults = models.PositiveIntegerField(_("faults"))
    found = models.JSONField(_("the first of them"), default=list)

    class Meta:
        ordering = ["name"]
        verbose_name = _("proof of the books")
        verbose_name_plural = _("proofs of the books")

    def __str__(self) -> str:
        return self.get_name_display()
