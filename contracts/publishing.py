"""Publishing: a text becomes a version that nobody changes any more (DN-15.1, SSL-2.1, SRV-2.1)."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import evidence, numbers, unit_of_work
from core.acts import Act
from core.company import company
from core.tasks import knock
from core.transitions import NotAllowed

from . import guarding, register
from .models import Announcement, Document, DocumentVersion

FOLDER = Path(__file__).parent / "documents"
LANGUAGES = register.LANGUAGES


class PublishedTextChanged(RuntimeError):
    """The text or a number of an already published version has changed: it needs a new version label."""


@transaction.atomic
def publish(version: DocumentVersion, act: Act) -> DocumentVersion:
    """Fix a draft for ever; from its day on new orders pin it, and everybody concerned is told. Raises NotAllowed."""
    stored = DocumentVersion.objects.select_for_update().select_related("document").get(pk=version.pk)
    if stored.published_at:
        raise NotAllowed(_("This version is already published."), "DN-15.1")
    guarding.check(stored, act)
    follows = guarding.before(stored)
    _fix(stored, act)
    stored.save()
    _record(stored, act)
    if follows:
        _announce(stored, act)
    return stored


def draft_of(document: Document, label: str, effective_on: date, act: Act) -> DocumentVersion:
    """A new draft that begins with the words in force, their numbers still named. Raises NotAllowed."""
    if DocumentVersion.objects.filter(document=document, label=label).exists():
        raise NotAllowed(
            _("This document has a version %(label)s already: choose another.") % {"label": label}, "DN-15.1"
        )
    current = DocumentVersion.objects.in_force(act.today).filter(document=document).first()
    row = _shipped(document)
    texts = {
        f"text_{language}": source(row, language) if row else getattr(current, f"text_{language}", "") or ""
        for language in LANGUAGES
    }
    link = current.external_url if current else ""
    return DocumentVersion.objects.create(
        document=document, label=label, effective_on=effective_on, external_url=link, **texts
    )


def publish_documents(now: datetime) -> list[DocumentVersion]:
    """Publish the company's document set (C-31), all of it or nothing; what is there stays. Returns the new versions.

    Raises PublishedTextChanged.
    """
    rows = ((path, tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml")))
    ours = ((path, row) for path, row in rows if row["clause"].partition("-")[0] in company().document_set)
    with transaction.atomic(), unit_of_work.gathered():
        known = Document.objects.select_for_update().in_bulk(field_name="code")
        there = DocumentVersion.objects.published().filter(document__in=known.values())
        published = {(version.document_id, version.label): version for version in there}
        return [v for path, row in ours if (v := _publish_file(path, row, known, published, Act(now)))]


def _publish_file(
    path: Path, row: dict[str, Any], known: dict[str, Document],
    there: dict[tuple[int, str], DocumentVersion], act: Act,
) -> DocumentVersion | None:  # fmt: skip
    document, new = _document(path.stem, row, known), path.stem not in known
    version = DocumentVersion(
        document=document,
        label=row["version"],
        effective_on=row["effective_on"],
        external_url=row.get("external_url", ""),
        dictated=row.get("dictated", False),
        source=row.get("source", ""),
        **{f"text_{language}": source(row, language) for language in LANGUAGES},
    )
    published = there.get((document.pk, version.label))
    follows = None if new else guarding.before(version)
    if follows and not published:  # the first of a document came into force before the portal did
        guarding.check(version, act)
    _fix(version, act)
    if published:
        _must_be_the_same(path.name, published, version)
        return None
    version.save()
    _record(version, act)
    if follows:
        _announce(version, act)
    return version


def _document(code: str, row: dict[str, Any], known: dict[str, Document]) -> Document:
    """The document as the company's set has it: made, or brought up to date."""
    facts = {name: row[name] for name in ("kind", "clause", "precedence", "scopes", "operations")}
    facts |= {f"title_{language}": row["title"][language] for language in LANGUAGES}
    document = known.get(code)
    if document is None:
        return Document.objects.create(code=code, **facts)
    if any(getattr(document, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(document, name, value)
        document.save()
    return document


def body(row: dict, language: str) -> str:
    """A document's text with the numbers in force: its introduction, then each article with its clauses' facts."""
    return numbers.written(source(row, language), language)


def source(row: dict, language: str) -> str:
    """The same with the numbers still named, as drafts have it."""
    parts = [row["text"][language].strip()]
    for section in row.get("section", []):
        parts.append(f"## {section[language]}")
        group = register.clause(section["group"])
        members = [register.clause(id) for id in group.parts] or [group]
        parts.append("\n".join(f"- {member.id} {member.source[language]}" for member in members))
    return "\n\n".join(parts) + "\n"


# --- inside -----------------------------------------------------------------------------------------------
def _fix(version: DocumentVersion, act: Act) -> None:
    """Numbers are written out and pinned, the French text is sealed."""
    texts = {language: getattr(version, f"text_{language}") for language in LANGUAGES}
    version.numbers = guarding.pinned(texts.values())
    for language, text in texts.items():
        setattr(version, f"text_{language}", numbers.written(text, language))
    version.sha256, version.published_at = version.digest(), act.now


def _must_be_the_same(name: str, published: DocumentVersion, version: DocumentVersion) -> None:
    """Raises PublishedTextChanged where words or numbers are no longer those that people accepted."""
    changed = [
        f"{number}: {was[0]} → {version.numbers[number][0]}"
        for number, was in published.numbers.items()
        if number in version.numbers and version.numbers[number][0] != was[0]
    ]
    if changed or published.sha256 != version.sha256:
        what = "; ".join(changed) or "another text"
        raise PublishedTextChanged(
            f"{name}: version {version.label} is published with {what}: give it a new label"
        )


def _shipped(document: Document) -> dict[str, Any] | None:
    path = FOLDER / f"{document.code}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else None


def _announce(version: DocumentVersion, act: Act) -> None:
    Announcement.objects.create(version=version, begun_at=act.now)
    knock()


def _record(version: DocumentVersion, act: Act) -> None:
    document = version.document
    facts = {"document": document.code, "version": version.label, "sha256": version.sha256}
    evidence.record(
        version.public_id, "act", "published", act, document.clause, effective=version.effective_on,
        dictated=version.dictated, source=version.source, words=version.all_words(), **facts,
    )  # fmt: skip
