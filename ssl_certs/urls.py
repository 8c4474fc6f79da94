from django.urls import include, path

from . import views

app_name = "ssl_certs"
urlpatterns = [
    path("", views.OrderListView.as_view(), name="list"),
    path("", include("ssl_certs.shop.urls")),
    path("", include("ssl_certs.csr.urls")),
    path("", include("ssl_certs.validation.urls")),
    path("", include("ssl_certs.delivery.urls")),
    path("", include("ssl_certs.ending.urls")),
    path("<slug:public_id>/", views.OrderDetailView.as_view(), name="detail"),
]
