from django.urls import path

from . import views

urlpatterns = [
    path("console/<str:ticket>/", views.ConsoleScreenView.as_view(), name="console_screen"),
    path("<slug:public_id>/alimentation/", views.PowerView.as_view(), name="power"),
    path("<slug:public_id>/console/", views.ConsoleView.as_view(), name="console"),
    path("<slug:public_id>/reinstaller/", views.RebuildView.as_view(), name="rebuild"),
    path("<slug:public_id>/agrandir/", views.ResizeView.as_view(), name="resize"),
    path("<slug:public_id>/options/", views.OptionsView.as_view(), name="options"),
    path("<slug:public_id>/dns-inverse/", views.ReverseView.as_view(), name="reverse"),
    path("<slug:public_id>/compteurs/", views.CountersView.as_view(), name="counters"),
]
