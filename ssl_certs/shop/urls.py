from django.urls import path

from . import views

urlpatterns = [
    path("produits/<slug:code>/", views.product_page, name="product"),
    path("<slug:public_id>/commander-de-nouveau/", views.OrderAnewView.as_view(), name="order_anew"),
]
