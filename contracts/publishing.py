"""Publishing: a text becomes a version that nobody changes any more (DN-15.1)."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.company import company
from core.transitions import NotAllowed

from . import register
from .models import Document, DocumentVersion

FOLDER = Path(__file__).parent / "documents"
LANGUAGES = ("fr", "en", "ar")


class PublishedTextChanged(RuntimeError):
    """The text of an already published version has changed: it needs a new version label."""


@transaction.atomic
def publish(version: DocumentVersion, act: Act) -> DocumentVersion:
    """Fix the text of a draft for ever; from its day on, new orders pin it."""
    stored = DocumentVersion.objects.select_for_update().get(pk=version.pk)
    if stored.published_at:
        raise NotAllowed(_("This version is already published."), "DN-15.1")
    stored.sha256, stored.published_at = stored.digest(), act.now
    stored.save()
    _record(stored, act)
    return stored


def publish_documents(now: datetime) -> list[DocumentVersion]:
    """Publish the company's document set (C-31); what is there stays. Returns the new versions."""
    rows = ((path, tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml")))
    ours = ((path, row) for path, row in rows if row["clause"].partition("-")[0] in company().document_set)
    return [v for path, row in ours if (v := _publish_file(path, row, Act(now)))]


@transaction.atomic
def _publish_file(path: Path, row: dict[str, Any], act: Act) -> DocumentVersion | None:
    facts = {name: row[name] for name in ("kind", "clause", "precedence", "scopes", "operations")}
    titles = {f"title_{language}": row["title"][language] for language in LANGUAGES}
    document, _new = Document.objects.update_or_create(code=path.stem, defaults={**facts, **titles})
    version = DocumentVersion(
        document=document,
        label=row["version"],
        effective_on=row["effective_on"],
        external_url=row.get("external_url", ""),
        published_at=act.now,
        **{f"text_{language}": body(row, language) for language in LANGUAGES},
    )
    version.sha256 = version.digest()
    published = DocumentVersion.objects.filter(document=document, label=version.label).first()
    if published:
        if published.sha256 != version.sha256:
            raise PublishedTextChanged(f"{path.name}: version {version.label} is published with another text")
        return None
    version.save()
    _record(version, act)
    return version


def body(row: dict, language: str) -> str:
    """A document's text: its introduction, then each article with its clauses' facts from the register."""
    parts = [row["text"][language].strip()]
    for section in row.get("section", []):
        parts.append(f"## {section[language]}")
        group = register.clause(section["group"])
        members = [register.clause(id) for id in group.parts] or [group]
        parts.append("\n".join(f"- {member.id} {member.text[language]}" for member in members))
    return "\n\n".join(parts) + "\n"


def _record(version: DocumentVersion, act: Act) -> None:
    document = version.document
    facts = {"document": document.code, "version": version.label, "sha256": version.sha256}
    evidence.record(version.public_id, "act", "published", act, document.clause, **facts)
