"""The access log: each time that staff went to a customer's data, by which authorisation (guard 14)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.evidence import AppendOnlyQuerySet
from core.owned import Owned, OwnedQuerySet

from .incident import Incident
from .ticket import Authorisation


class AccessQuerySet(AppendOnlyQuerySet, OwnedQuerySet):
    """Read by its customer, never changed."""


class AccessUse(Owned):
    """One access: under an authorisation of the customer, or under an open incident for diagnosis (SRV-A2-2.1)."""

    class Purpose(models.TextChoices):
        DIAGNOSIS = "diagnosis", _("diagnosis")
        WORK = "work", _("work")

    about = models.CharField(_("service"), max_length=24, db_index=True)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    authorisation = models.ForeignKey(
        Authorisation, models.PROTECT, null=True, blank=True, related_name="uses",
        verbose_name=_("authorisation"),
    )  # fmt: skip
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="uses", verbose_name=_("incident")
    )
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("by whom"), max_length=24)
    why = models.TextField(_("what for"), blank=True)

    objects = AccessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("access to data")
        verbose_name_plural = _("accesses to data")
        constraints = [
            models.CheckConstraint(
                name="access_has_its_ground",
                condition=Q(authorisation__isnull=False) | Q(incident__isnull=False, purpose="diagnosis"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.at:%Y-%m-%d %H:%M}"
