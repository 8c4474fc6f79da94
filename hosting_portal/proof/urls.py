from django.urls import path

from . import views

app_name = "proof"

urlpatterns = [
    path("preuves/", views.FilesView.as_view(), name="files"),
    path("preuves/demander/<slug:about>/", views.AskView.as_view(), name="ask"),
    path("preuves/<slug:public_id>/", views.FileView.as_view(), name="file"),
    path("preuves/<slug:public_id>/<slug:kind>/", views.DownloadView.as_view(), name="download"),
]
