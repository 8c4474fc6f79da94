from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProofConfig(AppConfig):
    name = "hosting_portal.proof"
    label = "proof"
    verbose_name = _("evidence files")

    def ready(self) -> None:
        from . import rooms

        rooms.open_all()
