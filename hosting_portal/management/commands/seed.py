"""`manage.py seed`: the demo's company, its customers and their names; ends with the logins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Customer
from core import clock
from hosting_portal.demo import logins, story


class Command(BaseCommand):
    """Fills an empty demo database once; afterwards it only says the logins."""

    help = "Fills the demo's database (once) and prints the logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The seed is invented data for the demo. In production run `manage.py setup`.")
        if not Customer.objects.exists():
            story.tell(clock.now())
        self.stdout.write(logins.table())
