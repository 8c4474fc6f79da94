from django.urls import path

from . import views

urlpatterns = [
    path("donnees-personnelles/", views.PersonalDataView.as_view(), name="personal_data"),
    path(
        "donnees-personnelles/desabonnement/<str:token>/",
        views.UnsubscribeView.as_view(),
        name="unsubscribe",
    ),
    path("donnees-personnelles/sans-compte/", views.AddressView.as_view(), name="privacy_address"),
    path("donnees-personnelles/sans-compte/envoye/", views.SentView.as_view(), name="privacy_link_sent"),
    path("donnees-personnelles/sans-compte/merci/", views.ThanksView.as_view(), name="privacy_thanks"),
    path(
        "donnees-personnelles/sans-compte/<str:token>/",
        views.StrangerView.as_view(),
        name="privacy_stranger",
    ),
    path("compte/donnees/", views.RequestsView.as_view(), name="privacy_requests"),
    path("compte/donnees/copie/", views.CopyView.as_view(), name="privacy_copy"),
    path("compte/donnees/demander/", views.AskView.as_view(), name="privacy_ask"),
    path("compte/donnees/offres/", views.ConsentView.as_view(), name="marketing"),
    path("compte/donnees/<slug:public_id>/", views.RequestView.as_view(), name="privacy_request"),
    path("compte/donnees/<slug:public_id>/retirer/", views.WithdrawView.as_view(), name="privacy_withdraw"),
    path("compte/donnees/<slug:public_id>/fichier/", views.DownloadView.as_view(), name="privacy_download"),
]
