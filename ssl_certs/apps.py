from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SslCertsConfig(AppConfig):
    name = "ssl_certs"
    verbose_name = _("SSL certificates")

    def ready(self) -> None:
        from . import rooms

        rooms.open_all()
