"""URLs of managing: included by domains/urls.py, before the name's own."""

from django.urls import path

from . import bulk_views, listing_views, people, views

urlpatterns = [
    path("export.csv", listing_views.export, name="export"),
    path("lot/", bulk_views.BulkView.as_view(), name="bulk"),
    path("contacts/", people.ContactReviewView.as_view(), name="contact_review"),
    path("adresse/<str:token>/", people.verify_address, name="verify_address"),
    path("modifications/<slug:public_id>/", views.ChangeVerbView.as_view(), name="change"),
    path("<slug:public_id>/serveurs/", views.NameServersView.as_view(), name="nameservers"),
    path("<slug:public_id>/hotes/", views.GlueView.as_view(), name="glue"),
    path("<slug:public_id>/hotes/retirer/", views.GlueRemoveView.as_view(), name="glue_remove"),
    path("<slug:public_id>/dnssec/", views.DnssecView.as_view(), name="dnssec"),
    path("<slug:public_id>/dnssec/retirer/", views.DnssecRemoveView.as_view(), name="dnssec_remove"),
    path("<slug:public_id>/verrou/", views.LockView.as_view(), name="lock"),
    path("<slug:public_id>/publication/", views.PublicationView.as_view(), name="publication"),
    path("<slug:public_id>/contacts/", people.ContactsView.as_view(), name="contacts"),
    path("<slug:public_id>/operateurs/", people.OperatorsView.as_view(), name="operators"),
    path("<slug:public_id>/operateurs/retirer/", people.OperatorEndView.as_view(), name="operator_end"),
]
