"""The scans of a formal notice: judged by their bytes (`core.uploads`), sealed, opened by both sides."""

import hashlib

from core import evidence, vault
from core.acts import Act
from core.uploads import Upload

from .models import FormalNotice, NoticePaper


def keep(notice: FormalNotice, kind: str, file: Upload | None, act: Act) -> None:
    """Seal a scan; its digest stands in the evidence of the notice."""
    if file is None:
        return
    paper = NoticePaper.objects.create(
        customer_id=notice.customer_id, notice=notice, kind=kind, name=file.name, media_type=file.media_type,
        sha256=hashlib.sha256(file.content).hexdigest(), token=vault.sealed(file.content), added_at=act.now,
        added_by=act.actor,
    )  # fmt: skip
    evidence.record(notice.public_id, "act", "paper_added", act, "SSL-8.3", paper=paper.public_id, sort=kind,
                    sha256=paper.sha256)  # fmt: skip


def read(paper: NoticePaper, act: Act) -> bytes:
    """The bytes as they came; who opens it leaves proof."""
    evidence.record(paper.notice.public_id, "act", "paper_opened", act, paper=paper.public_id)
    return vault.opened(bytes(paper.token))
