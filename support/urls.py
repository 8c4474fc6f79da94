from django.urls import include, path

from .views import public, services, tickets

app_name = "support"
urlpatterns = [
    path("", include("support.abuse.urls")),
    path("status/", public.StatusView.as_view(), name="status"),
    path("help/", public.HelpView.as_view(), name="help"),
    path("help/<slug:slug>/", public.ArticleView.as_view(), name="article"),
    path("assistance/", tickets.TicketListView.as_view(), name="tickets"),
    path("assistance/nouvelle/", tickets.NewTicketView.as_view(), name="new"),
    path("assistance/heures/", services.HoursView.as_view(), name="hours"),
    path("assistance/conseils/", services.AdviceListView.as_view(), name="advices"),
    path("assistance/conseils/<slug:public_id>/", services.AdviceView.as_view(), name="advice"),
    path("assistance/acces/", services.AccessListView.as_view(), name="accesses"),
    path("assistance/fichiers/<slug:public_id>/", tickets.AttachmentView.as_view(), name="attachment"),
    path("assistance/<slug:public_id>/", tickets.TicketView.as_view(), name="ticket"),
    path("assistance/<slug:public_id>/repondre/", tickets.ReplyView.as_view(), name="reply"),
    path("assistance/<slug:public_id>/clore/", tickets.CloseView.as_view(), name="close"),
    path("assistance/<slug:public_id>/autoriser/", tickets.AuthoriseView.as_view(), name="authorise"),
    path(
        "assistance/<slug:public_id>/retirer/", tickets.WithdrawAccessView.as_view(), name="withdraw_access"
    ),
    path("incidents/", services.IncidentListView.as_view(), name="incidents"),
    path("incidents/<slug:public_id>/", services.IncidentView.as_view(), name="incident"),
    path("maintenance/<slug:public_id>/", services.MaintenanceView.as_view(), name="maintenance"),
    path("rapports/", services.ReportListView.as_view(), name="reports"),
    path("rapports/<slug:public_id>/", services.ReportView.as_view(), name="report"),
    path("rapports/<slug:public_id>/pdf/", services.ReportPaperView.as_view(), name="report_paper"),
]
