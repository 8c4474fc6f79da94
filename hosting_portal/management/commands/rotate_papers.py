"""`manage.py rotate_papers`: what the vault has sealed is sealed anew with the newest key of PAPER_KEYS."""

from django.core.management.base import BaseCommand
from django.db import models, transaction

from accounts.models import DataCase, ExportExemption, PrivacyCopy, PrivacyPaper
from billing.models import Refund, StoredFile
from contracts.models import NonRenewal, NoticePaper
from core import vault
from domains.models import Paper
from servers.models import AccessCode
from ssl_certs.models import AuthorityAccount, OrganisationPaper
from support.models import Attachment, QuarantinedFile
from web_hosting.models import HostingAccount, ManualPanelTask

SEALED = (
    (Paper, "token", "papers"),
    (DataCase, "token", "proofs of inaccurate data"),
    (ExportExemption, "token", "proofs of exports"),
    (PrivacyPaper, "token", "papers of requests about personal data"),
    (PrivacyCopy, "token", "copies of personal data"),
    (NoticePaper, "token", "papers of formal notices"),
    (NonRenewal, "token", "notices of non-renewal"),
    (OrganisationPaper, "token", "organisations' papers"),
    (AuthorityAccount, "key", "account keys"),
    (Refund, "account", "bank accounts of refunds"),
    (StoredFile, "stored", "slips, court papers and bank statements"),
    (Attachment, "token", "files of requests"),
    (QuarantinedFile, "token", "files in quarantine"),
    (AccessCode, "sealed", "access codes"),
    (HostingAccount, "secret", "first passwords"),
    (ManualPanelTask, "secret", "passwords that wait for a panel"),
)


class Command(BaseCommand):
    help = "Seal papers and account keys with the newest key; afterwards the older keys can be taken away."

    def handle(self, *args, **options):
        for model, field, what in SEALED:
            self.stdout.write(f"{_resealed(model, field)} {what} sealed with the newest key")


def _resealed(model: type[models.Model], field: str) -> int:
    """One row at a time; what is empty (purged, shown) has nothing to seal."""
    kept = model._base_manager.exclude(**{field: None}).exclude(**{field: b""})
    if model is StoredFile:
        kept = kept.filter(sealed=True)
    keys = list(kept.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row = model._base_manager.select_for_update().get(pk=key)
            if token := getattr(row, field):
                model._base_manager.filter(pk=key).update(**{field: vault.reseal(token)})
    return len(keys)
