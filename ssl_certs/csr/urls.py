from django.urls import path

from . import views

urlpatterns = [
    path("<slug:public_id>/preparer/", views.SetUpView.as_view(), name="set_up"),
    path("<slug:public_id>/reemettre/", views.ReissueView.as_view(), name="reissue"),
]
