from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("langue/", views.set_language, name="set_language"),
    path("marque.css", views.brand_css, name="brand_css"),
    path("horloge/", views.clock_page, name="clock"),
]
