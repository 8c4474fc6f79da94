"""`manage.py rotate_papers`: what the vault has sealed is sealed anew with the newest key of PAPER_KEYS."""

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import DataCase, ExportExemption
from billing.models import Refund
from contracts.models import NonRenewal, NoticePaper
from core import vault
from domains.models import Paper
from ssl_certs.models import AuthorityAccount, OrganisationPaper

SEALED = (
    (Paper, "token", "papers"),
    (DataCase, "token", "proofs of inaccurate data"),
    (ExportExemption, "token", "proofs of exports"),
    (NoticePaper, "token", "papers of formal notices"),
    (NonRenewal, "token", "notices of non-renewal"),
    (OrganisationPaper, "token", "organisations' papers"),
    (AuthorityAccount, "key", "account keys"),
    (Refund, "account", "bank accounts of refunds"),
)


class Command(BaseCommand):
    help = "Seal papers and account keys with the newest key; afterwards the older keys can be taken away."

    def handle(self, *args, **options):
        for model, field, what in SEALED:
            self.stdout.write(f"{_resealed(model, field)} {what} sealed with the newest key")


def _resealed(model, field: str) -> int:
    keys = list(model.objects.exclude(**{field: None}).order_by("pk").values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row = model.objects.select_for_update().get(pk=key)
            model.objects.filter(pk=key).update(**{field: vault.reseal(getattr(row, field))})
    return len(keys)
