"""Pages about the customer's services: incidents that disturb them, work on them, hours, service level reports."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView, OwnedListView
from support.models import Affected, MaintenanceNotice, ServiceReport, WorkEntry


class IncidentView(CustomerRequired, OwnedDetailView):
    """An incident as it concerns one service: its instants, what was promised, what was told."""

    model = Affected
    template_name = "support/incident.html"
    context_object_name = "affected"
    capability = Capability.VIEW


class MaintenanceView(CustomerRequired, OwnedDetailView):
    """A window of work, and the services that it concerns."""

    model = MaintenanceNotice
    template_name = "support/maintenance.html"
    context_object_name = "notice"
    capability = Capability.VIEW


class HoursView(CustomerRequired, OwnedListView):
    """The hours of each service, month by month."""

    model = WorkEntry
    template_name = "support/hours.html"
    capability = Capability.VIEW


class ReportView(CustomerRequired, OwnedDetailView):
    """A month's service level report."""

    model = ServiceReport
    template_name = "support/report.html"
    context_object_name = "report"
    capability = Capability.VIEW
