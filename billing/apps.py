from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import numbers

from .terms import BILLING


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        import_module("billing.checks")
        import_module("billing.clockwork")
        numbers.tell(BILLING=BILLING)
