"""`manage.py setup`: what every installation needs, production included; it can be repeated at any time."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from hosting_portal.installing import install


class Command(BaseCommand):
    """Adds what is missing and leaves the rest as staff have it."""

    help = "Publishes the documents, writes the holidays, loads the catalogue, makes the staff groups."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in install(clock.now()):
            self.stdout.write(line)
