from django.urls import include, path

from . import views

app_name = "servers"
urlpatterns = [
    path("", views.ServerListView.as_view(), name="list"),
    path("", include("servers.shop.urls")),
    path("", include("servers.access.urls")),
    path("", include("servers.managing.urls")),
    path("", include("servers.ending.urls")),
    path("<slug:public_id>/", views.ServerDetailView.as_view(), name="detail"),
]
