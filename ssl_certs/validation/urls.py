from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/suivi/", views.TrackerView.as_view(), name="tracker"),
    path("<slug:public_id>/suivi/verifier/", views.CheckAllView.as_view(), name="check_names"),
    path("<slug:public_id>/organisation/", views.OrganisationView.as_view(), name="organisation"),
    path("preuve/<slug:public_id>/verifier/", views.CheckView.as_view(), name="check_name"),
    path("preuve/<slug:public_id>/methode/", views.MethodView.as_view(), name="change_method"),
    path("preuve/<slug:public_id>/renvoyer/", views.ResendView.as_view(), name="resend_mail"),
]
