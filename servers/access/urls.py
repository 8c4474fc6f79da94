from django.urls import path

from . import views

urlpatterns = [
    path("acces/<slug:public_id>/", views.AccessCodeView.as_view(), name="access_code"),
    path("<slug:public_id>/acces/nouveau/", views.NewCodesView.as_view(), name="new_codes"),
]
