"""`manage.py rotate_papers`: every sealed column is sealed anew with the newest key of PAPER_KEYS."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from core import vault


class Command(BaseCommand):
    help = "Seal every stored paper with the newest key; afterwards the older keys can be taken away."

    def handle(self, *args, **options):
        count = sum(self._reseal(model) for model in apps.get_models() if getattr(model, "sealed_fields", ()))
        self.stdout.write(f"{count} papers sealed with the newest key")

    def _reseal(self, model) -> int:
        """A model names its sealed columns in `sealed_fields`."""
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for key in keys:
            with transaction.atomic():
                row = model._base_manager.select_for_update().get(pk=key)
                sealed = {name: vault.reseal(getattr(row, name)) for name in model.sealed_fields}
                model._base_manager.filter(pk=key).update(**sealed)
        return len(keys)
