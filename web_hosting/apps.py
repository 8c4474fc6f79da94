from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebHostingConfig(AppConfig):
    name = "web_hosting"
    verbose_name = _("Web hosting")

    def ready(self) -> None:
        from . import rooms

        rooms.open_all()
