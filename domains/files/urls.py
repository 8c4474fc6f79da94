from django.urls import path

from . import views

urlpatterns = [
    path("dossiers/", views.FileListView.as_view(), name="files"),
    path("dossiers/<slug:public_id>/", views.FileView.as_view(), name="file"),
    path("dossiers/<slug:public_id>/repondre/", views.FileAnswerView.as_view(), name="file_answer"),
    path("papiers/", views.PaperListView.as_view(), name="papers"),
    path("papiers/nouveau/", views.PaperNewView.as_view(), name="paper_new"),
]
