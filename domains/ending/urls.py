from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/resilier/", views.CancelView.as_view(), name="cancel"),
    path("<slug:public_id>/proteger/", views.ClaimView.as_view(), name="claim"),
    path("<slug:public_id>/reenregistrer/", views.RegisterAnewView.as_view(), name="anew"),
    path(
        "resiliations/<slug:public_id>/retirer/", views.WithdrawView.as_view(), name="cancellation_withdraw"
    ),
    path("circonstances/<slug:public_id>/preuve/", views.ProofView.as_view(), name="proof"),
]
