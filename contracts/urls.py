from django.urls import path

from . import views

app_name = "contracts"

urlpatterns = [
    path("contrat/", views.documents, name="documents"),
    path("contrat/clauses/", views.clauses, name="clauses"),
    path("contrat/documents/<slug:public_id>/", views.document, name="document"),
    path("contrat/<str:clause_id>/", views.clause, name="clause"),
]
