from django.apps import AppConfig


class SslCertsConfig(AppConfig):
    name = "ssl_certs"
