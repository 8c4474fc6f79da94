from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DomainsConfig(AppConfig):
    name = "domains"
    verbose_name = _("Domain names")

    def ready(self) -> None:
        from django.core import checks

        from accounts.lifecycle import follow_contacts, guard_contacts
        from core import dashboard, worker
        from notifications import outbox

        from . import holds, home, lifecycle, orders
        from .changes import lifecycle as changes
        from .changes import stops
        from .managing import contacts
        from .managing import lifecycle as managing
        from .registry import choosing

        checks.register(lambda app_configs, **kwargs: choosing.faults())

        guard_contacts(contacts.guard)
        follow_contacts(contacts.pass_on)
        stops.register(managing.stops_name)
        worker.register(holds.flow)
        worker.register(changes.flow)
        worker.register(managing.verifications)
        worker.register(managing.reviews)
        worker.register_pull(orders.pull)
        dashboard.register_todo(home.todos)
        dashboard.register_todo(contacts.todos)
        dashboard.register_panel(home.panel)
        outbox.when_sent("domains.validated", lifecycle.validation_delivered)
