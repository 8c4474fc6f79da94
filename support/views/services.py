"""Pages about the customer's services: incidents that disturb them, work on them, hours, service level reports."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock, display, plots
from core.views import OwnedDetailView, OwnedListView
from support import hours, measures, more_work, reports
from support.models import AccessUse, Advice, Affected, MaintenanceNotice, ServiceReport, Ticket, WorkEntry
from support.terms import STATUS

ENTRIES = 60
FULL, WARN = 100, 75


class IncidentListView(CustomerRequired, OwnedListView):
    """The incidents that touched the customer's services."""

    model = Affected
    template_name = "support/incidents.html"
    capability = Capability.VIEW

    def get_queryset(self):
        return (
            super().get_queryset().told().select_related("incident").order_by("-incident__occurred_at", "-pk")
        )


class IncidentView(CustomerRequired, OwnedDetailView):
    """An incident as it concerns one service: its instants, what was promised, what was told."""

    model = Affected
    template_name = "support/incident.html"
    context_object_name = "affected"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().told().select_related("incident")

    def get_context_data(self, **kwargs):
        row = self.object
        uses = AccessUse.objects.of(row.customer).filter(about=row.about, incident=row.incident)
        mine = Ticket.objects.of(row.customer).filter(incident=row.incident)
        return super().get_context_data(
            incident=row.incident, measures=measures.of(row, clock.now()), updates=row.incident.updates.all(),
            uses=uses, tickets=mine, pauses=measures.pauses_for(row), **kwargs,
        )  # fmt: skip


class MaintenanceView(CustomerRequired, OwnedDetailView):
    """A window of work, and the services that it concerns."""

    model = MaintenanceNotice
    template_name = "support/maintenance.html"
    context_object_name = "notice"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("maintenance")


class HoursView(CustomerRequired, TemplateView):
    """The hours of each service, a bar for each month (SRV-A2-1.1)."""

    template_name = "support/hours.html"
    capability = Capability.VIEW

    def get_context_data(self, **kwargs):
        customer, today = self.request.customer, clock.local_date(clock.now())
        found = hours.of_customer(customer, today, STATUS.hours_shown)
        may = self.request.membership.may(Capability.ORDER)
        rows = [
            {**self._row(n, label, months), "more": more_work.url(about) if may else ""}
            for n, ((about, label), months) in enumerate(found.items())
        ]
        work = WorkEntry.objects.of(customer).select_related("ticket")[:ENTRIES]
        return super().get_context_data(rows=rows, work=work, **kwargs)

    def _row(self, n: int, label: str, months: list[hours.Balance]) -> dict:
        bars = [
            plots.Bar(display.day(m.month, "near").partition(" ")[2], m.used, m.included + m.granted, _tone(m),
                        f"{m.used}")
            for m in months
        ]  # fmt: skip
        title = _("Minutes of work for %(service)s") % {"service": label}
        return {"label": label, "now": months[-1], "tone": _tone(months[-1]), "months": months[::-1],
                "picture": plots.bars(bars, title, f"hours-{n}", rtl=get_language_bidi())}  # fmt: skip


class AdviceListView(CustomerRequired, OwnedListView):
    """What support has advised of its own accord (SRV-6.1.3)."""

    model = Advice
    template_name = "support/advices.html"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().told().order_by("-given_at", "-pk")


class AdviceView(CustomerRequired, OwnedDetailView):
    """One advice, and how to ask back."""

    model = Advice
    template_name = "support/advice.html"
    context_object_name = "advice"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().told()


class ReportListView(CustomerRequired, OwnedListView):
    """The service level reports of the months that are over."""

    model = ServiceReport
    template_name = "support/reports.html"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().defer("pdf")


class ReportView(CustomerRequired, OwnedDetailView):
    """A month's service level report."""

    model = ServiceReport
    template_name = "support/report.html"
    context_object_name = "report"
    capability = Capability.VIEW

    def get_context_data(self, **kwargs):
        return super().get_context_data(**reports.shown(self.object), **kwargs)


class ReportPaperView(CustomerRequired, OwnedDetailView):
    """The same on paper, as it was printed when the month was over."""

    model = ServiceReport
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("pdf")

    def get(self, request, *args, **kwargs):
        report = self.get_object()
        if report.pdf is None or (content := report.pdf.read()) is None:
            raise Http404
        response = HttpResponse(content, content_type=report.pdf.media_type)
        response["Content-Disposition"] = f'inline; filename="{report.month:%Y-%m}.pdf"'
        response["Cache-Control"] = "private, no-store"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class AccessListView(CustomerRequired, OwnedListView):
    """When staff went to the customer's data, by which authorisation (SRV-6.1.2(2))."""

    model = AccessUse
    template_name = "support/accesses.html"
    capability = Capability.VIEW

    def get_queryset(self):
        found = super().get_queryset().filter(Q(authorisation__isnull=False) | Q(incident__isnull=False))
        return found.select_related("authorisation__ticket", "incident")


def _tone(month: hours.Balance) -> str:
    if month.share >= FULL:
        return "late"
    return "soon" if month.share >= WARN else "fine"
