"""Terms that wait for a review before a name is sent (DN-A2-1.2, DN-7.2.3): rows that staff edit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from domains.terms import Family

from .extension import Extension


class ReservedTerm(models.Model):
    """One term of a list; without extension and family it holds for all."""

    class Match(models.TextChoices):
        EXACT = "exact", _("is the name")
        CONTAINS = "contains", _("is contained in the name")

    class List(models.TextChoices):
        RESERVED = "reserved", _("reserved by the registry")
        SENSITIVE = "sensitive", _("looked at by our staff")

    term = models.CharField(
        _("term"), max_length=63, help_text=_("Accents and capitals do not matter: they are taken away.")
    )
    match = models.CharField(_("when it"), max_length=8, choices=Match.choices, default=Match.EXACT)
    kind = models.CharField(_("list"), max_length=9, choices=List.choices, default=List.RESERVED)
    extension = models.ForeignKey(
        Extension, models.CASCADE, related_name="reserved_terms", null=True, blank=True,
        verbose_name=_("extension"), help_text=_("Empty: the family, or all."),
    )  # fmt: skip
    family = models.CharField(
        _("family"), max_length=8, blank=True, choices=[(f.value, f".{f.value}") for f in Family]
    )
    source = models.CharField(_("source"), max_length=200)
    effective_on = models.DateField(_("in force from"))

    class Meta:
        ordering = ["term", "match"]
        verbose_name = _("reserved term")
        verbose_name_plural = _("reserved terms")
        constraints = [
            models.UniqueConstraint(fields=["term", "match", "kind", "extension"], name="reserved_term_once"),
            models.UniqueConstraint(
                fields=["term", "match", "kind", "family"],
                condition=Q(extension=None),
                name="reserved_term_once_of_family",
                violation_error_message=_("This term is on that list already: change its row."),
            ),
            models.CheckConstraint(
                name="reserved_term_has_one_reach",
                condition=Q(extension=None) | Q(family=""),
                violation_error_message=_("Choose an extension or a family, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.term
