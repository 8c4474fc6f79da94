"""`manage.py trial_mail ADDRESS`: one mail through the outbox, to see that SMTP works."""

from django.conf import settings
from django.core.management.base import BaseCommand

from core import clock
from notifications import outbox
from notifications.sending import send_due


class Command(BaseCommand):
    help = "Sends a trial mail through the outbox and says what became of it."

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=dict(settings.LANGUAGES))

    def handle(self, address, language, **options):
        now = clock.now()
        context = {"name": address, "at": now, "link": outbox.link("home")}
        email = outbox.queue(
            "notifications.trial", to=address, language=language, context=context, about="", now=now,
            key=f"trial:{address}:{now.isoformat()}",
        )  # fmt: skip
        send_due(now)
        email.refresh_from_db()
        self.stdout.write(f"{email.public_id} → {email.to}: {email.get_state_display()} {email.last_error}")
