"""Mails held against their evidence: what is kept is what was written."""

from collections.abc import Iterator

from core.anchors import Fault
from core.evidence import EvidenceRecord
from core.terms import EVIDENCE

from .models import Email


def faults() -> Iterator[Fault]:
    """Mails whose words or address are not those of their evidence, and mails that are gone."""
    proofs = EvidenceRecord.objects.filter(kind="notice", data__has_key="words")
    said = {
        data["email"]: data for data in proofs.values_list("data", flat=True).iterator(EVIDENCE.read_together)
    }
    for email in Email.objects.exclude(about="").order_by("pk").iterator(EVIDENCE.read_together):
        proof = said.pop(email.public_id, None)
        to = proof["to"] if proof and email.purged_at else email.to  # its address is gone with its words
        if proof and (proof["to"], proof["words"]) != (to, email.words()):
            yield Fault("mail", email.public_id, "it is not what was written")
    for lost in said:
        yield Fault("mail", lost, "it was written, and is gone")
