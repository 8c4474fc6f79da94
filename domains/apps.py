from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DomainsConfig(AppConfig):
    name = "domains"
    verbose_name = _("Domain names")

    def ready(self) -> None:
        from django.core import checks

        from core import dashboard, worker
        from notifications import outbox

        from . import holds, home, lifecycle, orders
        from .changes import lifecycle as changes
        from .registry import choosing

        checks.register(lambda app_configs, **kwargs: choosing.faults())
        from .files import home as files_home
        from .files import lifecycle as files
        from .files import papers
        from .holder_changes import lifecycle as holder_changes

        worker.register(holds.flow)
        worker.register(changes.flow)
        worker.register(files.flow)
        worker.register(papers.flow)
        worker.register(holder_changes.flow)
        worker.register_pull(orders.pull)
        dashboard.register_todo(home.todos)
        dashboard.register_todo(files_home.todos)
        dashboard.register_panel(home.panel)
        outbox.when_sent("domains.validated", lifecycle.validation_delivered)
