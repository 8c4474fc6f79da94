from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/annuler/", views.CancelView.as_view(), name="cancel"),
    path("<slug:public_id>/preavis/", views.NoticeView.as_view(), name="notice"),
    path("<slug:public_id>/preavis/retirer/", views.WithdrawNoticeView.as_view(), name="notice_withdraw"),
    path("<slug:public_id>/force-majeure/", views.ForceMajeureView.as_view(), name="force_majeure"),
    path("certificat/<slug:public_id>/revoquer/", views.RevokeView.as_view(), name="revoke"),
    path("annulations/<slug:public_id>/retirer/", views.WithdrawView.as_view(), name="cancellation_withdraw"),
]
