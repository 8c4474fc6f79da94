from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Mails")

    def ready(self) -> None:
        import_module("core.checking").register_check(import_module("notifications.proofs").faults)
        simulation = import_module("core.simulation")
        simulation.run_after_each_event(import_module("notifications.sending").send_due)
