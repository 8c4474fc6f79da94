"""The desk of incidents and windows of work: clocks, who is affected, what was told."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core import clock, display
from core.admin import Queue, ReadOnlyAdmin, register_queue
from core.models import Attention
from support import maintenance
from support.flows import incidents as incident_flow
from support.flows import windows
from support.incidents import CLOCK_WORDS, LATE
from support.models import Affected, Incident, Maintenance, MaintenanceNotice, Pause

from .base import Desk
from .entering import NewIncidentForm, NewMaintenanceForm
from .forms import (
    AffectForm,
    DiagnoseForm,
    FinishForm,
    InformForm,
    OverForm,
    WaitForm,
)


class AffectedInline(admin.TabularInline):
    model = Affected
    extra, can_delete = 0, False
    fields = readonly_fields = ["label", "customer", "about"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Incident)
class IncidentAdmin(Desk):
    flow = incident_flow
    entered = NewIncidentForm
    staff_verbs = ("inform", "take_in_hand", "escalate", "wait", "resume", "affect", "diagnose", "fail_over", "resolve",
                   "reopen", "close")  # fmt: skip
    forms_of = {"inform": InformForm, "affect": AffectForm, "diagnose": DiagnoseForm, "resolve": OverForm,
                "wait": WaitForm}  # fmt: skip
    list_display = ["title", "state", "kind", "major", "occurred_at", "shown_next", "first_information_at",
                    "taken_in_hand_at", "resolved_at"]  # fmt: skip
    list_filter = ["state", "kind", "major", "public"]
    search_fields = ["=public_id", "title", "affected__label"]
    date_hierarchy = "occurred_at"
    show_full_result_count = False
    shown = (
        "public_id", "title", "state", "shown_clocks", "words", "kind", "major", "public", "degraded", "force_majeure",
        "components", "occurred_at", "occurred_estimated", "detected_at", "reported_at", "first_information_at",
        "taken_in_hand_at", "resolved_at", "expected_at", "paused_since", "paused_for", "shown_requests",
        "shown_pauses", "shown_news", "entered_at", "entered_by",
    )  # fmt: skip

    def get_inlines(self, request, obj):
        return [AffectedInline] if obj else []

    def verbs_for(self, request, thing):
        """One that is major already does not become it."""
        return [
            verb
            for verb in super().verbs_for(request, thing)
            if not (thing.major and verb["name"] == "escalate")
        ]

    @admin.display(description=_("next clock"))
    def shown_next(self, incident):
        """The promise that runs out next, or has run out."""
        rows = [step for step in incident.steps() if step.verb == "record_breach"]
        if not rows:
            return "–"
        step = min(rows, key=lambda s: s.at)
        word = CLOCK_WORDS[step.kwargs["clock"]]
        late = step.at <= clock.now()
        return format_html("{} · {}{}", word, display.instant(step.at), " !" if late else "")

    @admin.display(description=_("clocks"))
    def shown_clocks(self, incident):
        rows = ((CLOCK_WORDS[s.kwargs["clock"]], display.instant(s.at), s.clause)
                for s in incident.steps() if s.verb == "record_breach")  # fmt: skip
        return format_html_join("", "<p>{} · {} · {}</p>", rows) or "–"

    @admin.display(description=_("requests"))
    def shown_requests(self, incident):
        """The customers' requests that report it."""
        rows = ((reverse("admin:support_ticket_change", args=[t.pk]), t.subject, t.customer)
                for t in incident.tickets.select_related("customer"))  # fmt: skip
        return format_html_join("", '<p><a href="{}"><bdi>{}</bdi></a> · <bdi>{}</bdi></p>', rows) or "–"

    @admin.display(description=_("clock stopped"))
    def shown_pauses(self, incident):
        rows = ((display.instant(p.started_at), display.instant(p.ended_at) if p.ended_at else "…", p.reason)
                for p in Pause.objects.filter(about=incident.public_id))  # fmt: skip
        return format_html_join("", "<p>{} – {}</p><blockquote dir='auto'>{}</blockquote>", rows) or "–"

    @admin.display(description=_("what was told"))
    def shown_news(self, incident):
        rows = ((f"{u.at:%Y-%m-%d %H:%M}", u.get_kind_display(), u.words) for u in incident.updates.all())
        return format_html_join("", "<p>{} · {}</p><blockquote>{}</blockquote>", rows) or "–"


@admin.register(Maintenance)
class MaintenanceAdmin(Desk):
    flow = windows
    entered = NewMaintenanceForm
    staff_verbs = ("announce", "start", "finish", "cancel")
    forms_of = {"finish": FinishForm}
    list_display = ["title", "state", "kind", "urgent", "starts_at", "ends_at", "told_at", "reported_at"]
    list_filter = ["state", "kind", "urgent"]
    search_fields = ["=public_id", "title"]
    date_hierarchy = "starts_at"
    shown = (
        "public_id", "title", "why", "state", "kind", "urgent", "sites", "kinds", "abouts", "starts_at", "ends_at",
        "shown_concerned", "told_at", "started_at", "ended_at", "reported_at", "outcome", "planned_at", "planned_by",
    )  # fmt: skip

    @admin.display(description=_("customers concerned"))
    def shown_concerned(self, window):
        rows = ((customer, ", ".join(labels)) for customer, labels in maintenance.concerned(window).items())
        return format_html_join("", "<p><bdi>{}</bdi>: <bdi>{}</bdi></p>", rows) or "–"


@admin.register(MaintenanceNotice)
class MaintenanceNoticeAdmin(ReadOnlyAdmin):
    list_display = ["maintenance", "customer", "told_at"]
    list_select_related = ["maintenance", "customer"]
    search_fields = ["customer__name", "maintenance__title"]


def _open_incidents() -> int:
    return Incident.objects.filter(state__in=Incident.OPEN).count()


def _late_incidents() -> int:
    return Attention.objects.filter(queue=LATE, closed_at=None).order_by().values("about").distinct().count()


def _windows() -> int:
    return Maintenance.objects.filter(state="running").count() + Maintenance.objects.filter(
        told_at=None, state__in=["announced", "done"]
    ).count()  # fmt: skip


for _queue in (
    Queue(_("Incidents"), _open_incidents,
          lambda: reverse("admin:support_incident_changelist") + "?state__in=" + ",".join(Incident.OPEN),
          "SRV-6.1.2(5)", late=_late_incidents, permission="support.view_incident"),
    Queue(_("Maintenance under way, or to be told"), _windows,
          lambda: reverse("admin:support_maintenance_changelist"), "HD-2.2",
          late=lambda: Maintenance.objects.filter(state="running", ends_at__lt=clock.now()).count(),
          permission="support.view_maintenance"),
):  # fmt: skip
    register_queue(_queue)
