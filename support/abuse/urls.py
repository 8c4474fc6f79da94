from django.urls import path

from . import views

urlpatterns = [
    path("abus/", views.ReportView.as_view(), name="abuse"),
    path("abus/recu/", views.ThanksView.as_view(), name="abuse_thanks"),
    path("abus/<slug:public_id>/", views.CaseView.as_view(), name="abuse_case"),
]
