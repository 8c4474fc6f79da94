from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DomainsConfig(AppConfig):
    name = "domains"
    verbose_name = _("Domain names")

    def ready(self) -> None:
        from . import rooms

        rooms.open_all()
