"""The street plan: each room hangs its own URLs."""

from django.contrib import admin
from django.urls import include, path

from .home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("contracts.urls")),
    path("", include("billing.urls")),
    path("", include("hosting_portal.proof.urls")),
    path("", include("support.urls")),
    path("domaines/", include("domains.urls")),
    path("certificats/", include("ssl_certs.urls")),
    path("serveurs/", include("servers.urls")),
    path("hebergement/", include("web_hosting.urls")),
    path("connexion/", include("allauth.urls")),
    path("bureau/", admin.site.urls),
]
