from django.urls import path

from . import filling_views, switch_views, views

urlpatterns = [
    path("dns/enregistrements/<slug:public_id>/", views.RecordView.as_view(), name="dns_record"),
    path(
        "dns/enregistrements/<slug:public_id>/supprimer/",
        views.RecordRemoveView.as_view(),
        name="dns_record_remove",
    ),
    path("dns/versions/<slug:public_id>/", views.VersionView.as_view(), name="dns_version"),
    path("dns/versions/<slug:public_id>/reprendre/", views.RestoreView.as_view(), name="dns_restore"),
    path("<slug:public_id>/dns/", views.ZoneView.as_view(), name="dns"),
    path("<slug:public_id>/dns/preparer/", views.PrepareView.as_view(), name="dns_prepare"),
    path("<slug:public_id>/dns/ajouter/", views.RecordNewView.as_view(), name="dns_record_new"),
    path("<slug:public_id>/dns/publier/", views.PublishView.as_view(), name="dns_publish"),
    path("<slug:public_id>/dns/modeles/", filling_views.PresetView.as_view(), name="dns_preset"),
    path("<slug:public_id>/dns/importer/", filling_views.ImportView.as_view(), name="dns_import"),
    path("<slug:public_id>/dns/exporter/", filling_views.ExportView.as_view(), name="dns_export"),
    path("<slug:public_id>/dns/activer/", switch_views.SwitchOnView.as_view(), name="dns_on"),
    path("<slug:public_id>/dns/desactiver/", switch_views.SwitchOffView.as_view(), name="dns_off"),
    path("<slug:public_id>/dns/dnssec/", switch_views.DnssecView.as_view(), name="dns_dnssec"),
    path("<slug:public_id>/dns/verifier/", switch_views.CheckView.as_view(), name="dns_check"),
]
