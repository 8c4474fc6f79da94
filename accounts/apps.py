from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import numbers

from .terms import ACCOUNTS


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        import_module("accounts.history")
        import_module("accounts.privacy.rooms").open_all()
        numbers.tell(ACCOUNTS=ACCOUNTS)
        room = import_module("accounts.reach")
        import_module("notifications.bounces.reach").register(room.of_account)
        import_module("core.dashboard").register_waiting(room.WAITING)
