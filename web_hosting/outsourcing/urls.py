from django.urls import path

from . import views

urlpatterns = [
    path("infogerance/", views.offer_page, name="outsourcing"),
    path("infogerance/missions/", views.MissionListView.as_view(), name="missions"),
    path("infogerance/missions/demander/", views.MissionNewView.as_view(), name="mission_new"),
    path("infogerance/contrats/commander/", views.ContractOrderView.as_view(), name="contract_order"),
    path("infogerance/missions/<slug:public_id>/", views.MissionDetailView.as_view(), name="mission"),
    path("infogerance/devis/<slug:public_id>/", views.QuoteView.as_view(), name="quote"),
    path(
        "infogerance/devis/<slug:public_id>/refuser/", views.QuoteDeclineView.as_view(), name="quote_decline"
    ),
    path("infogerance/contrats/<slug:public_id>/", views.ContractDetailView.as_view(), name="contract"),
    path(
        "infogerance/contrats/<slug:public_id>/fin/",
        views.ContractNoticeView.as_view(),
        name="contract_notice",
    ),
]
