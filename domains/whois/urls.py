from django.urls import path

from . import views

urlpatterns = [
    path("whois/", views.whois_page, name="whois"),
    path("rdap/domain/<str:name>", views.rdap_domain, name="rdap"),
]
