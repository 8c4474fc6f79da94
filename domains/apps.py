from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DomainsConfig(AppConfig):
    name = "domains"
    verbose_name = _("Domain names")

    def ready(self) -> None:
        from core import dashboard, worker
        from notifications import outbox

        from . import holds, home, lifecycle, orders
        from .changes import lifecycle as changes
        from .dns import draft, parking, signing

        worker.register(holds.flow)
        worker.register(changes.flow)
        for room in (draft, parking, signing):  # their verbs belong to one flow
            worker.register(room.flow)
        worker.register_pull(orders.pull)
        dashboard.register_todo(home.todos)
        dashboard.register_panel(home.panel)
        outbox.when_sent("domains.validated", lifecycle.validation_delivered)
