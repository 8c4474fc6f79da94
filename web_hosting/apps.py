from django.apps import AppConfig


class WebHostingConfig(AppConfig):
    name = "web_hosting"
