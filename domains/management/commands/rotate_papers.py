"""`manage.py rotate_papers`: every stored paper is sealed anew with the newest key of PAPER_KEYS."""

from django.core.management.base import BaseCommand
from django.db import transaction

from domains.files import vault
from domains.models import Paper


class Command(BaseCommand):
    help = "Seal every stored paper with the newest key; afterwards the older keys can be taken away."

    def handle(self, *args, **options):
        count = 0
        for key in Paper.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                paper = Paper.objects.select_for_update().get(pk=key)
                Paper.objects.filter(pk=key).update(token=vault.reseal(paper.token))
            count += 1
        self.stdout.write(f"{count} papers sealed with the newest key")
