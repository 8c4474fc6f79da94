from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Clock and evidence")
    default = True

    def ready(self) -> None:
        import_module("core.checks")
        import_module("core.vault")


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin, served by our own site: opened on work queues, in the company's identity."""

    default = False
    default_site = "core.admin_site.PortalAdminSite"
