from django.urls import include, path

from . import views
from .extensions import views as extensions
from .search import views as search

app_name = "domains"
urlpatterns = [
    path("", views.DomainListView.as_view(), name="list"),
    path("recherche/", search.search_page, name="search"),
    path("recherche/liste/", search.bulk_search_page, name="bulk_search"),
    path("commande/", views.OrderNamesView.as_view(), name="order"),
    path("", include("domains.transfers.urls")),
    path("extensions/", extensions.ExtensionListView.as_view(), name="extensions"),
    path("extensions/<str:code>/", extensions.extension_page, name="extension"),
    path("", include("domains.whois.urls")),
    path("", include("domains.ending.urls")),
    path("", include("domains.files.urls")),
    path("", include("domains.holder_changes.urls")),
    path("", include("domains.managing.urls")),
    path("", include("domains.dns.urls")),
    path("<slug:public_id>/", views.DomainDetailView.as_view(), name="detail"),
    path("<slug:public_id>/renouveler/", views.RenewView.as_view(), name="renew"),
    path("<slug:public_id>/racheter/", views.RedeemView.as_view(), name="redeem"),
    path("<slug:public_id>/choix/", views.ChoiceView.as_view(), name="choice"),
]
