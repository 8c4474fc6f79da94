"""Files that come with messages: judged by their bytes, sealed, opened by the customer's people and by support."""

import hashlib
import unicodedata
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from core import uploads, vault
from core.transitions import NotAllowed
from core.uploads import MEGABYTE, Upload

from .models import Attachment, Message
from .terms import TICKETS

TEXT = "text/plain"
LAYOUT = {"\n", "\r", "\t", "\f"}


def judged(name: str, content: bytes, size: int = 0) -> Upload:
    """The file, if it is a whole PDF, PNG, JPEG or plain text (a log). Raises ValidationError in words."""
    if max(size, len(content)) > TICKETS.attachment_bytes:
        words = _(
            "%(name)s is larger than %(limit)s MB. Send a smaller file, cut it into parts, or write a link from which"
            " we can take it."
        )
        limit = TICKETS.attachment_bytes // MEGABYTE
        raise forms.ValidationError(words % {"name": uploads.harmless(name), "limit": limit})
    if content and _is_text(content):
        return Upload(uploads.harmless(name), TEXT, content)
    try:
        return uploads.judged(name, content)
    except forms.ValidationError as refused:
        if not content:
            raise
        words = _(
            "%(name)s is not a whole PDF, PNG, JPEG or text file, whatever its name says. Send a picture of it, or"
            " write what it contains."
        )
        raise forms.ValidationError(words % {"name": uploads.harmless(name)}) from refused


def keep(message: Message, files: Iterable[Upload]) -> list[Attachment]:
    """Seal the files of one message. Raises NotAllowed where they are too many."""
    kept = list(files)
    if len(kept) > TICKETS.attachments:
        raise NotAllowed(too_many(), "HD-2.4")
    return [
        Attachment.objects.create(
            customer_id=message.ticket.customer_id, message=message, name=file.name, media_type=file.media_type,
            size=len(file.content), sha256=hashlib.sha256(file.content).hexdigest(),
            token=vault.sealed(file.content),
        )
        for file in kept
    ]  # fmt: skip


def too_many() -> str:
    """Why more files than allowed are refused, and the way out."""
    words = _("Send at most %(n)s files with one message; the others with the next.")
    return words % {"n": TICKETS.attachments}


def content(attachment: Attachment) -> bytes:
    """The bytes as they came."""
    return vault.opened(bytes(attachment.token))


def _is_text(content: bytes) -> bool:
    """Whether the bytes are text that people read: UTF-8 without control characters."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if text.startswith("%PDF"):
        return False
    return all(c in LAYOUT or unicodedata.category(c) != "Cc" for c in text)
