from django.urls import path

from . import views

urlpatterns = [
    path("produits/", views.ProductListView.as_view(), name="products"),
    path("produits/<slug:code>/", views.product_page, name="product"),
    path("produits/<slug:code>/commander/", views.OrderView.as_view(), name="order"),
    path("<slug:public_id>/commander-de-nouveau/", views.OrderAnewView.as_view(), name="order_anew"),
]
