"""Files that come with messages: judged by their bytes, sealed, opened by the customer's people and by support."""

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import vault
from core.transitions import NotAllowed
from core.uploads import Upload

from .models import Attachment, Message
from .terms import TICKETS


def keep(message: Message, uploads: Iterable[Upload]) -> list[Attachment]:
    """Seal the files of one message. Raises NotAllowed where they are too many."""
    files = list(uploads)
    if len(files) > TICKETS.attachments:
        words = _("Send at most %(n)s files with one message; the others with the next.")
        raise NotAllowed(words % {"n": TICKETS.attachments}, "HD-2.4")
    return [
        Attachment.objects.create(
            customer_id=message.ticket.customer_id, message=message, name=file.name, media_type=file.media_type,
            size=len(file.content), sha256=hashlib.sha256(file.content).hexdigest(),
            token=vault.sealed(file.content),
        )
        for file in files
    ]  # fmt: skip


def content(attachment: Attachment) -> bytes:
    """The bytes as they came."""
    return vault.opened(bytes(attachment.token))
