"""An evidence file held against itself, against our signature, and against the evidence of the house."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core import anchors
from core.anchors import EvidenceAnchor, Fault
from core.evidence import EvidenceRecord

from . import checker
from .packing import MANIFEST, SIGNATURE


def faults(path: Path | str) -> list[Fault]:
    """All that is wrong with a downloaded file; empty when it is what we gave out and still holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [Fault("file", Path(path).name, words) for words in checker.faults(archive)]
            return [*found, *_signature(archive)] or list(_against_the_house(archive))
    except (OSError, zipfile.BadZipFile) as error:
        return [Fault("file", Path(path).name, f"it is no evidence file: {error}")]


def _signature(archive: zipfile.ZipFile) -> Iterator[Fault]:
    try:
        told, signature = archive.read(MANIFEST), archive.read(SIGNATURE).decode()
    except (KeyError, UnicodeDecodeError):
        yield Fault("signature", MANIFEST, "the manifest is not signed")
        return
    if not anchors.signed(checker.sha256(told), signature):
        yield Fault("signature", MANIFEST, "the manifest is not the one that we signed")


def _against_the_house(archive: zipfile.ZipFile) -> Iterator[Fault]:
    """What we gave out is still what we have."""
    manifest = checker.json.loads(archive.read(MANIFEST))
    for row in checker.rows(archive, "evidence.jsonl"):
        which = {"about": row["about"], "seq": row["seq"], "digest": row["digest"]}
        if not EvidenceRecord.objects.filter(**which).exists():
            yield Fault(
                "chain",
                f"{row['about']} #{row['seq']}",
                "our evidence no longer has this record as it was given out",
            )
    if (anchor := manifest["anchor"]) and not _known(anchor):
        yield Fault("anchor", f"anchor #{anchor['number']}", "our evidence no longer has this anchor")


def _known(anchor: dict[str, Any]) -> bool:
    return EvidenceAnchor.objects.filter(number=anchor["number"], digest=anchor["digest"]).exists()
