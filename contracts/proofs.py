"""Acceptances and published texts held against their evidence: what was accepted is what still stands there."""

from collections.abc import Iterator

from core.anchors import Fault
from core.evidence import EvidenceRecord
from core.terms import EVIDENCE

from .models import Acceptance, DocumentVersion


def faults() -> Iterator[Fault]:
    """Versions whose words, acceptances whose facts are no longer those that were recorded."""
    yield from _versions()
    yield from _acceptances()


def facts_of(row: Acceptance) -> dict[str, str]:
    """What an acceptance's evidence says of it beside its document."""
    return {
        "acceptance": row.public_id, "version": row.version.label, "sha256": row.sha256,
        "text": row.version.public_id, "agent": row.user_agent,
    }  # fmt: skip


def _versions() -> Iterator[Fault]:
    said = _said("published", "act")
    for version in DocumentVersion.objects.published().select_related("document"):
        proof = said.get(version.public_id)
        if version.sha256 != version.digest() or proof is None or proof.data.get("sha256") != version.sha256:
            yield Fault("text", version.public_id, "the French text is not the one that was published")
        elif (words := proof.data.get("words")) and words != version.all_words():
            yield Fault("text", version.public_id, "a translation is not the one that was published")


def _acceptances() -> Iterator[Fault]:
    proofs = EvidenceRecord.objects.filter(kind="acceptance", what="accepted").iterator(
        EVIDENCE.read_together
    )
    said = {proof.data.get("acceptance"): proof for proof in proofs}
    rows = Acceptance.objects.select_related("version__document", "user").order_by("pk")
    for row in rows.iterator(EVIDENCE.read_together):
        proof = said.pop(row.public_id, None)
        if (
            proof is None and row.purged_at
        ):  # its evidence went with its address: the purge log is held against it
            continue
        if proof is None or not _same(row, proof):
            yield Fault("acceptance", row.public_id, "it is not what its evidence says")
    for lost in filter(None, said):
        yield Fault("acceptance", lost, "it was recorded, and is gone")


def _same(row: Acceptance, proof: EvidenceRecord) -> bool:
    facts = facts_of(row)
    mine = (row.about, row.accepted_at, row.user.public_id, row.ip)
    return mine == (proof.about, proof.at, proof.actor, proof.ip) and all(
        proof.data.get(name, value) == value for name, value in facts.items()
    )


def _said(what: str, kind: str) -> dict[str, EvidenceRecord]:
    return {proof.about: proof for proof in EvidenceRecord.objects.filter(kind=kind, what=what)}
