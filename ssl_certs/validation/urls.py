from django.urls import path

from . import views

urlpatterns = [path("<slug:public_id>/suivi/", views.TrackerView.as_view(), name="tracker")]
