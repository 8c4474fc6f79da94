from django.urls import include, path

from .views import documents, futures, news

app_name = "contracts"

urlpatterns = [
    path("contrat/", documents.documents, name="documents"),
    path("contrat/clauses/", documents.clauses, name="clauses"),
    path("contrat/documents/<slug:public_id>/", documents.document, name="document"),
    path("contrat/nouveautes/", news.NewsView.as_view(), name="news"),
    path("contrat/nouveautes/<slug:public_id>/", news.NewsItemView.as_view(), name="news_item"),
    path("contrat/nouveautes/<slug:public_id>/lu/", news.ReadView.as_view(), name="news_read"),
    path("contrat/nouveautes/<slug:public_id>/accepter/", news.AcceptView.as_view(), name="news_accept"),
    path("contrat/a-venir/", futures.customer, name="forecast"),
    path("contrat/a-venir/agenda/", futures.subscribe, name="subscribe"),
    path("contrat/a-venir/<slug:about>/", futures.service, name="forecast_of"),
    path("contrat/mises-en-demeure/", include("contracts.formal.urls")),
    path("contrat/agenda/<str:secret>.ics", futures.calendar, name="calendar"),
    path("contrat/<str:clause_id>/", documents.clause, name="clause"),
]
