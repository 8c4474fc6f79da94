from django.apps import AppConfig


class DomainsConfig(AppConfig):
    name = "domains"

    def ready(self) -> None:
        from core import worker
        from notifications import outbox

        from . import lifecycle, orders

        worker.register(lifecycle.flow)
        worker.register_pull(orders.pull)
        outbox.when_sent("domains.validated", lifecycle.validation_delivered)
