"""Anchors: every few minutes all evidence written since the last one is sealed, so that what is taken away shows.

A chain alone does not tell that its last record, or the whole of it, is gone. An anchor does: it counts and digests
every row between two keys, is chained to the anchor before it, bears a signature that the database does not hold, and
is written once more outside the database and into every evidence file that leaves the house.

Writing evidence costs nothing more: sealing waits for the writers of a moment (a table lock of its own, short
transaction) and reads afterwards, without a lock.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from .evidence import AppendOnly, AppendOnlyQuerySet, EvidenceRecord, breaks
from .terms import EVIDENCE

log = logging.getLogger(__name__)
SALT = "core.anchors"


class EvidenceAnchor(models.Model):
    """All evidence up to a key, sealed: `root` digests the rows after the anchor before it, `digest` chains anchors."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    through = models.BigIntegerField(_("up to record"))
    records = models.PositiveIntegerField(_("records"))
    root = models.CharField(_("digest of the records"), max_length=64)
    at = models.DateTimeField(_("sealed"))
    digest = models.CharField(_("digest"), max_length=64)
    signature = models.CharField(_("signature"), max_length=80)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        app_label = "core"
        ordering = ["number"]
        verbose_name = _("anchor of evidence")
        verbose_name_plural = _("anchors of evidence")

    def __str__(self) -> str:
        return f"#{self.number}"

    def save(self, *args, **kwargs):
        raise AppendOnly("evidence is sealed by core.anchors.seal() only")

    def delete(self, *args, **kwargs):
        raise AppendOnly("evidence is append-only")

    def content(self) -> str:
        """What the digest covers."""
        at = self.at.astimezone(UTC).isoformat()
        return json.dumps([self.number, self.through, self.records, self.root, at])

    def facts(self) -> dict:
        """The anchor as it is kept outside the database."""
        at = self.at.astimezone(UTC).isoformat()
        names = ("number", "through", "records", "root", "digest", "signature")
        return {**{name: getattr(self, name) for name in names}, "at": at}


class Fault(NamedTuple):
    """Something that is not as it was written: `kind` names which law is broken, `where` the place."""

    kind: str
    where: str
    words: str


def newest() -> EvidenceAnchor | None:
    """The last anchor."""
    return EvidenceAnchor.objects.order_by("-number").first()


def seal(now: datetime) -> EvidenceAnchor | None:
    """Seal what was written since the last anchor; None where there is nothing new, or writers keep the table."""
    last = newest()
    after = last.through if last else 0
    through = _horizon()
    if through is None or through <= after:
        return None
    records, root = _digest(after, through)
    anchor = EvidenceAnchor(
        number=last.number + 1 if last else 1, through=through, records=records, root=root, at=now
    )
    anchor.digest = _chained(last.digest if last else "", anchor)
    anchor.signature = sign(anchor.digest)
    try:
        with transaction.atomic():
            EvidenceAnchor.objects.bulk_create([anchor])
    except IntegrityError:  # another machine has just sealed
        return None
    _keep_outside(anchor)
    log.info("evidence sealed: %s", json.dumps(anchor.facts()))
    return anchor


def faults() -> list[Fault]:
    """All that does not hold: chains, anchors, and what is kept of them outside the database."""
    return [*_chains(), *_anchors(), *_outside()]


def sign(digest: str) -> str:
    """The house's signature of a digest; its key is not in the database."""
    return Signer(salt=SALT).signature(digest)


def signed(digest: str, signature: str) -> bool:
    """Whether this is our signature of the digest (old keys count: SECRET_KEY_FALLBACKS)."""
    try:
        Signer(salt=SALT).unsign(f"{digest}:{signature}")
    except BadSignature:
        return False
    return True


def outside() -> Path:
    """The file in which a machine keeps the anchors that it made."""
    return Path(settings.STATE_DIR) / "evidence-anchors.jsonl"


# --- inside -----------------------------------------------------------------------------------------------
def _horizon() -> int | None:
    """The newest key such that no lower one can still appear: all who write at this moment are waited for."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                patience = int(EVIDENCE.lock.total_seconds() * 1000)
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {patience}")
                    cursor.execute(f"LOCK TABLE {EvidenceRecord._meta.db_table} IN SHARE MODE")
            return EvidenceRecord.objects.aggregate(last=Max("pk"))["last"]
    except DatabaseError:
        log.warning("evidence is sealed later: somebody is writing it for long")
        return None


def _digest(after: int, through: int) -> tuple[int, str]:
    """How many records lie between two keys, and the digest of all of them."""
    rows = EvidenceRecord.objects.filter(pk__gt=after, pk__lte=through).order_by("pk")
    found, digest = 0, hashlib.sha256()
    for row in rows.values_list("pk", "about", "seq", "digest").iterator(EVIDENCE.read_together):
        digest.update(json.dumps(row).encode())
        found += 1
    return found, digest.hexdigest()


def _chained(previous: str, anchor: EvidenceAnchor) -> str:
    return hashlib.sha256((previous + anchor.content()).encode()).hexdigest()


def _chains() -> Iterator[Fault]:
    rows = EvidenceRecord.objects.order_by("about", "seq").iterator(EVIDENCE.read_together)
    for about, seq in breaks(rows):
        yield Fault(
            "chain", f"{about} #{seq}", "the record is not what was written, or one before it is missing"
        )


def _anchors() -> Iterator[Fault]:
    previous, after, number = "", 0, 0
    for anchor in EvidenceAnchor.objects.order_by("number"):
        number += 1
        where = f"anchor {anchor}"
        if anchor.number != number:
            yield Fault("anchor", where, "an anchor before it is missing")
            number = anchor.number
        if anchor.digest != _chained(previous, anchor) or not signed(anchor.digest, anchor.signature):
            yield Fault("anchor", where, "the anchor is not what was sealed")
        if (anchor.records, anchor.root) != (found := _digest(after, anchor.through)):
            words = f"{anchor.records} records were sealed up to key {anchor.through}, {found[0]} are there"
            yield Fault("sealed", where, f"{words}: one was removed, inserted or altered")
        previous, after = anchor.digest, anchor.through


def _outside() -> Iterator[Fault]:
    """Anchors that this machine made and the database no longer has as they were."""
    known = dict(EvidenceAnchor.objects.values_list("number", "digest"))
    for kept in _kept_outside():
        if known.get(kept["number"]) != kept["digest"]:
            yield Fault(
                "anchor",
                f"anchor #{kept['number']}",
                "it was sealed here, and the database has another or none",
            )


def _kept_outside() -> Iterator[dict]:
    if outside().exists():
        with outside().open() as lines:
            yield from (json.loads(line) for line in lines)


def _keep_outside(anchor: EvidenceAnchor) -> None:
    with outside().open("a") as file:
        file.write(json.dumps(anchor.facts()) + "\n")
