from django.urls import path

from . import views

urlpatterns = [
    path("titulaires/mot/<str:token>/", views.word_page, name="holder_confirm"),
    path("titulaires/<slug:public_id>/", views.ChangeView.as_view(), name="holder_change"),
    path("titulaires/<slug:public_id>/documents/", views.DocumentsView.as_view(), name="holder_documents"),
    path("titulaires/<slug:public_id>/retirer/", views.WithdrawView.as_view(), name="holder_withdraw"),
    path("<slug:public_id>/titulaire/", views.AskView.as_view(), name="holder_ask"),
]
