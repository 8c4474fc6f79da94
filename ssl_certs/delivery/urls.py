from django.urls import path

from . import views

urlpatterns = [
    path("guides/<slug:server>/", views.guide_page, name="guide"),
    path("verifier/", views.checker_page, name="checker"),
    path("certificat/<slug:public_id>/", views.CertificateView.as_view(), name="certificate"),
    path("certificat/<slug:public_id>/fichiers/<slug:what>/", views.DownloadView.as_view(), name="download"),
    path("hotes/<slug:public_id>/", views.WatchActView.as_view(), name="watch_act"),
    path("<slug:public_id>/hotes/", views.WatchView.as_view(), name="watch"),
]
