"""Evidence files: asked for with one click, made by the worker, kept for a while, made anew at any time."""

import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import anchors
from core.acts import Act
from core.tasks import knock
from core.transitions import Flow

from .gathering import gather
from .models import Content, EvidenceFile
from .packing import packed
from .printing import printed
from .schedule import CLAUSE

flow = Flow(EvidenceFile, turn=5)


class Made(NamedTuple):
    """What the worker has made."""

    zip: bytes
    pdf: bytes
    records: int


@transaction.atomic
def ask(subject, act: Act, language: str, by_staff: bool = False) -> EvidenceFile:
    """Note that a file is wanted; one that is being made already is that one."""
    same = {"customer": subject.customer, "about": subject.public_id, "by_staff": by_staff}
    if waiting := EvidenceFile.objects.filter(**same, state="wanted", language=language).first():
        return waiting
    file = EvidenceFile(
        **same,
        title=str(subject)[:255],
        language=language,
        asked_at=act.now,
        asked_by=act.actor,
        acted_through=act.now,
    )
    file.reschedule()
    file.save()
    knock()
    return file


def make(file: EvidenceFile, act: Act) -> Made:
    """Seal, gather, print, pack: read only, without a lock."""
    anchors.seal(act.now)
    dossier = gather(file.about, act.now, file.by_staff)
    pdf = printed(dossier, file.language, act.now)
    return Made(packed(dossier, pdf, file.language, act.now), pdf, len(dossier.records))


@flow.verb(source="wanted", target="made", clause=CLAUSE)
def deliver(file: EvidenceFile, act: Act, answer: Made) -> None:
    """The file is there; its hash is proven."""
    Content.objects.update_or_create(file=file, defaults={"zip": answer.zip, "pdf": answer.pdf})
    file.made_at, file.records = act.now, answer.records
    file.sha256 = hashlib.sha256(answer.zip).hexdigest()
    file.call_at, file.call_error = None, ""


@flow.verb(source="wanted", target="failed", clause=CLAUSE)
def give_up(file: EvidenceFile, act: Act, refusal) -> None:
    """It cannot be made; staff see why."""
    file.call_at, file.call_error = None, str(refusal)


@flow.verb(source="failed", target="wanted", clause=CLAUSE, label=_("make it once more"))
def make_again(file: EvidenceFile, act: Act) -> None:
    """Staff have looked into it."""
    file.asked_at = act.now
    knock()


@flow.verb(source="made", target="forgotten", clause=CLAUSE)
def forget(file: EvidenceFile, act: Act) -> None:
    """Kept long enough: the bytes go, what was made and its hash stay."""
    Content.objects.filter(file=file).delete()


def content_of(file: EvidenceFile, kind: str) -> bytes | None:
    """The bytes of a file, `zip` or `pdf`; None while there are none."""
    row = Content.objects.filter(file=file, file__state="made").only(kind).first()
    return bytes(getattr(row, kind)) if row else None


flow.call("make", source="wanted", clause=CLAUSE, ask=make, done=deliver, refused=give_up)
