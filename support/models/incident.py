"""Incidents: four instants, the services affected, what was told, and the pauses of the clock (SRV-A2-2)."""

from datetime import datetime, timedelta
from operator import attrgetter

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned, OwnedQuerySet
from core.schedule import Step
from support.policy import SupportPolicy
from support.schedule import IncidentFacts, incident_schedule

from .coverage import Coverage

facts_of = attrgetter(*IncidentFacts._fields)


class IncidentQuerySet(models.QuerySet):
    def told(self):
        """Those of which the customers have been informed: before that, they are the staff's."""
        return self.filter(first_information_at__isnull=False)


class Incident(Scheduled):
    """A disturbance. Elapsed times are counted between UTC instants, so a change of the wall clock is no matter.

    `promises` are the clocks of the affected services' policies, each once: the schedule reads them, no product.
    `components` are what the public page calls affected: `[kind, site]`.
    """

    class State(models.TextChoices):
        NEW = "new", _("reported")
        INFORMED = "informed", _("customers informed")
        TAKEN = "taken_in_hand", _("taken in hand")
        WAITING = "waiting_customer", _("waiting for the customer")
        RESOLVED = "resolved", _("resolved")
        CLOSED = "closed", _("over and closed")

    class Kind(models.TextChoices):
        """What is disturbed: network and hardware are ours to keep running (SRV-6.1.2(1))."""

        NETWORK = "network", _("network")
        HARDWARE = "hardware", _("hardware")
        SOFTWARE = "software", _("software")
        PLATFORM = "platform", _("platform")
        SECURITY = "security", _("security")
        SUPPLIER = "supplier", _("a supplier")

    OPEN = ("new", "informed", "taken_in_hand", "waiting_customer")
    schedule_related = ()

    public_id = PublicIdField("inc")
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.NEW)
    title = models.CharField(_("what is disturbed"), max_length=160)
    words = models.TextField(_("what the public reads"), blank=True)
    kind = models.CharField(_("class"), max_length=10, choices=Kind.choices)
    major = models.BooleanField(_("major"), default=False)
    public = models.BooleanField(_("on the status page"), default=True)
    degraded = models.BooleanField(_("moved to another platform, slower meanwhile"), default=False)
    force_majeure = models.BooleanField(_("force majeure"), default=False)
    components = models.JSONField(_("components"), default=list, blank=True)
    promises = models.JSONField(_("clocks"), default=list, blank=True)
    occurred_at = models.DateTimeField(_("occurred"))
    occurred_estimated = models.BooleanField(_("occurrence estimated"), default=False)
    detected_at = models.DateTimeField(_("found"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    first_information_at = models.DateTimeField(_("customers first informed"), null=True, blank=True)
    taken_in_hand_at = models.DateTimeField(_("taken in hand"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    expected_at = models.DateTimeField(_("expected to be over"), null=True, blank=True)
    last_told_at = models.DateTimeField(_("last news"), null=True, blank=True)
    paused_since = models.DateTimeField(_("clock stopped since"), null=True, blank=True)
    paused_for = models.DurationField(_("clock stopped for"), default=timedelta)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [due_index("incident_due"), models.Index(fields=["-occurred_at"], name="incident_recent")]
        constraints = [
            models.CheckConstraint(
                name="incident_found_or_reported",
                condition=Q(detected_at__isnull=False) | Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_resolved_after_it_occurred",
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("occurred_at")),
            ),
            models.CheckConstraint(
                name="incident_waits_with_a_pause",
                condition=~Q(state="waiting_customer") | Q(paused_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def known_at(self) -> datetime:
        """The report or the finding, whichever came first: from it the resolution is promised."""
        return min(filter(None, [self.reported_at, self.detected_at]))

    @property
    def tone(self) -> str:
        return {"resolved": "fine", "closed": "ended"}.get(self.state, "late" if self.major else "soon")

    def steps(self) -> list[Step]:
        return list(incident_schedule(IncidentFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("admin:support_incident_change", args=[self.pk])


class AffectedQuerySet(OwnedQuerySet):
    def told(self):
        """What its customer has been informed of."""
        return self.filter(incident__first_information_at__isnull=False)


class Affected(Owned):
    """One customer's service that an incident disturbs, with what it was promised that day."""

    public_id = PublicIdField("aff")
    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="affected", verbose_name=_("incident")
    )
    coverage = models.ForeignKey(
        Coverage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("coverage")
    )
    about = models.CharField(_("service"), max_length=24, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200)
    terms = models.JSONField(_("what is promised"), default=dict)

    objects = AffectedQuerySet.as_manager()

    class Meta:
        ordering = ["incident", "label"]
        verbose_name = _("service affected")
        verbose_name_plural = _("services affected")
        constraints = [models.UniqueConstraint(fields=["incident", "about"], name="affected_once")]

    def __str__(self) -> str:
        return f"{self.label} – {self.incident}"

    @property
    def promised(self) -> SupportPolicy:
        return SupportPolicy.from_data(self.terms)

    def get_absolute_url(self) -> str:
        return reverse("support:incident", args=[self.public_id])


class IncidentUpdate(models.Model):
    """What was told of an incident, to whom it may concern; never edited."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("First information")
        UPDATE = "update", _("news")
        RESOLVED = "resolved", _("over")
        REVIEW = "review", _("afterwards")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="updates", verbose_name=_("incident"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    words = models.TextField(_("text"))
    at = models.DateTimeField(_("when"))
    author = models.CharField(_("by whom"), max_length=24)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("news of an incident")
        verbose_name_plural = _("news of incidents")

    def __str__(self) -> str:
        return f"{self.incident} – {self.get_kind_display()}"


class Pause(models.Model):
    """A clock stood still: of a ticket or an incident (`about`), with its reason (SRV-A2-2.3, SSL-10.2)."""

    about = models.CharField(_("about"), max_length=24, db_index=True)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["about", "started_at"]
        verbose_name = _("pause of a clock")
        verbose_name_plural = _("pauses of clocks")
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(ended_at=None), name="pause_open_once"),
            models.CheckConstraint(
                name="pause_ends_after_it_starts",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.started_at:%Y-%m-%d %H:%M}"
