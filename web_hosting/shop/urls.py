from django.urls import path

from . import views

urlpatterns = [
    path("offres/", views.PlanListView.as_view(), name="plans"),
    path("offres/<slug:code>/", views.plan_page, name="plan"),
    path("offres/<slug:code>/commander/", views.OrderView.as_view(), name="order"),
]
