from django.urls import path

from . import views

urlpatterns = [
    path("offres/", views.ProductListView.as_view(), name="products"),
    path("offres/<slug:code>/", views.product_page, name="product"),
    path("offres/<slug:code>/commander/", views.OrderView.as_view(), name="order"),
]
