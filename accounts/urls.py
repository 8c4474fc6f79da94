from django.urls import include, path

from . import views
from .search import SearchView

app_name = "accounts"
urlpatterns = [
    path("recherche/", SearchView.as_view(), name="search"),
    path("compte/", views.profile, name="profile"),
    path("compte/modifier/", views.ProfileEditView.as_view(), name="profile_edit"),
    path("compte/contacts/", views.ContactsView.as_view(), name="contacts"),
    path("compte/contacts/nouveau/", views.ContactCreateView.as_view(), name="contact_new"),
    path("compte/contacts/<slug:public_id>/", views.ContactEditView.as_view(), name="contact"),
    path(
        "compte/contacts/<slug:public_id>/archiver/",
        views.ContactArchiveView.as_view(),
        name="contact_archive",
    ),
    path("compte/adresses/", views.AddressesView.as_view(), name="addresses"),
    path("compte/adresses/<slug:public_id>/", views.AddressWorksView.as_view(), name="address_works"),
    path("compte/personnes/", views.PeopleView.as_view(), name="people"),
    path("compte/personnes/inviter/", views.InviteView.as_view(), name="invite"),
    path("compte/personnes/<slug:public_id>/", views.PersonView.as_view(), name="person"),
    path("compte/personnes/<slug:public_id>/fin/", views.PersonEndView.as_view(), name="person_end"),
    path("compte/moi/", views.MeView.as_view(), name="me"),
    path("", include("accounts.privacy.urls")),
    path("compte/changer/", views.switch, name="switch"),
]
