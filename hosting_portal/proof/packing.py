"""Packing: the evidence as a ZIP: JSON lines, mails as sent, documents, texts, a manifest of hashes that we sign."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from core import anchors
from core.evidence import EvidenceRecord
from notifications import outbox
from notifications.mime import message_bytes
from notifications.models import Email

from .gathering import Dossier

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CHECKER = Path(__file__).parent / "checker.py"
FORMAT = 1


def packed(dossier: Dossier, pdf: bytes, language: str, now: datetime) -> bytes:
    """The ZIP. Its newest anchor ties it to all the evidence of the house at that moment."""
    files = dict(_files(dossier, pdf))
    anchor = anchors.newest()
    manifest = {
        "format": FORMAT,
        "about": dossier.subject.public_id,
        "title": str(dossier.subject),
        "customer": dossier.subject.customer.public_id,
        "language": language,
        "made_at": now.isoformat(),
        "chains": _chains(dossier),
        "anchor": anchor.facts() if anchor else None,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    told = _json(manifest, indent=1)
    files[MANIFEST] = told
    files[SIGNATURE] = anchors.sign(hashlib.sha256(told).hexdigest()).encode()
    return _zipped(files, now)


def line(record: EvidenceRecord, previous: str) -> dict[str, Any]:
    """One record as a JSON line: `content` is, to the letter, what the digest covers after the previous one."""
    return {
        "about": record.about, "seq": record.seq, "kind": record.kind, "what": record.what, "clause": record.clause,
        "at": record.at.isoformat(), "actor": record.actor, "ip": record.ip, "reason": record.reason,
        "data": record.data, "previous": previous, "digest": record.digest,
        "content": "" if record.purged_at else record.content(), "purged_at": record.purged_at,
    }  # fmt: skip


# --- inside -----------------------------------------------------------------------------------------------
def _files(dossier: Dossier, pdf: bytes) -> Iterator[tuple[str, bytes]]:
    yield "evidence.pdf", pdf
    yield "check.py", CHECKER.read_bytes()
    yield "evidence.jsonl", _lines(_evidence(dossier))
    yield "acceptances.jsonl", _lines(_acceptances(dossier))
    yield "orders.jsonl", _lines(_orders(dossier))
    yield "payments.jsonl", _lines(_payments(dossier))
    yield "exchanges.jsonl", _lines(dossier.exchanges)
    yield "mails.jsonl", _lines(_mail(email) for email in dossier.mails)
    for email in dossier.mails:
        if email.purged_at:
            continue
        yield (
            f"mails/{email.public_id}.eml",
            message_bytes(email, _attached(email), email.sent_at or email.created_at),
        )
    for document in dossier.documents:
        if document.pdf and (content := document.pdf.read()) is not None:
            yield f"documents/{document.public_id}.pdf", content
    for row in dossier.acceptances:
        version = row.version
        yield f"texts/{version.public_id}.txt", version.text_fr.encode()


def _evidence(dossier: Dossier) -> Iterator[dict[str, Any]]:
    heads = {about: record.digest for about, record in dossier.cut.items()}
    for record in dossier.records:
        yield line(record, heads.get(record.about, ""))
        heads[record.about] = record.digest


def _chains(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Of each chain: after which record it begins here, how many there are, and its last digest."""
    found: dict[str, dict[str, Any]] = {}
    for record in dossier.records:
        cut = dossier.cut.get(record.about)
        first = {"after": cut.seq if cut else 0, "previous": cut.digest if cut else "", "records": 0}
        chain = found.setdefault(record.about, first)
        chain["records"] += 1
        chain["head"] = record.digest
    return found


def _acceptances(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for row in dossier.acceptances:
        version = row.version
        yield {
            "acceptance": row.public_id, "about": row.about, "document": version.document.code,
            "title": version.document.title_fr, "clause": version.document.clause, "version": version.label,
            "sha256": row.sha256, "text": f"texts/{version.public_id}.txt", "person": row.user.public_id,
            "name": str(row.user), "accepted_at": row.accepted_at, "ip": row.ip, "agent": row.user_agent,
        }  # fmt: skip


def _orders(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for order in dossier.orders:
        yield {"order": order.public_id, "state": order.state, "currency": order.currency}
    for row in dossier.lines:
        yield {
            "line": row.public_id, "order": row.order.public_id if row.order else None, "kind": row.kind,
            "subject": row.subject, "operation": row.operation, "product": row.product.code, "quantity": row.quantity,
            "unit_ht": row.unit_ht, "discount": row.discount, "vat_rate": row.vat_rate, "scopes": row.scopes,
            "facts": row.options, "outcome": row.outcome,
        }  # fmt: skip
    for document in dossier.documents:
        yield {"document": document.public_id, "number": document.number, "state": document.state,
               "content": document.content, "pdf_sha256": document.pdf.sha256 if document.pdf else None}  # fmt: skip


def _payments(dossier: Dossier) -> Iterator[dict[str, Any]]:
    names = ("public_id", "state", "method", "amount", "currency", "reference", "gateway_reference", "value_date",
             "received_at", "confirmed_at", "confirmed_by", "rejected_because", "allocated", "to_credit")  # fmt: skip
    for payment in dossier.payments:
        yield {name: getattr(payment, name) for name in names}


def _mail(email: Email) -> dict[str, Any]:
    names = ("public_id", "kind", "about", "clause", "language", "to", "subject", "state", "attempts", "last_error",
             "created_at", "due_at", "sent_at", "bounced_at", "message_id")  # fmt: skip
    return {**{name: getattr(email, name) for name in names}, "words": email.words(),
            **email.lateness(), "repeats": email.repeats.public_id if email.repeats_id else None,
            "purged_at": email.purged_at,
            "file": None if email.purged_at else f"mails/{email.public_id}.eml"}  # fmt: skip


def _attached(email: Email) -> list[outbox.Attachment]:
    files = [outbox.attachment(public_id) for public_id in email.attachments]
    return [file for file in files if file and file is not outbox.GONE]


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(_json(row) + b"\n" for row in rows)


def _json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(
        value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=indent, sort_keys=True
    ).encode()


def _zipped(files: dict[str, bytes], now: datetime) -> bytes:
    """The same content gives the same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()
