from django.urls import path

from . import views

urlpatterns = [path("certificat/<slug:public_id>/", views.CertificateView.as_view(), name="certificate")]
