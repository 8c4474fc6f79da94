from django.urls import path

from .views import services, tickets

app_name = "support"
urlpatterns = [
    path("assistance/heures/", services.HoursView.as_view(), name="hours"),
    path("assistance/<slug:public_id>/", tickets.TicketView.as_view(), name="ticket"),
    path("incidents/<slug:public_id>/", services.IncidentView.as_view(), name="incident"),
    path("maintenance/<slug:public_id>/", services.MaintenanceView.as_view(), name="maintenance"),
    path("rapports/<slug:public_id>/", services.ReportView.as_view(), name="report"),
]
