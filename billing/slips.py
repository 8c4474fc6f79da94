"""Payment slips: what a customer may upload as proof of a transfer. Judged by their bytes, not their name."""

from django.utils.translation import gettext as _

from core.acts import Act
from core.transitions import NotAllowed
from core.uploads import MAGIC, MEGABYTE

from .models import StoredFile
from .terms import BILLING


class BadSlip(NotAllowed):
    """The file is no PDF, PNG or JPEG, or too large."""


def media_type(content: bytes) -> str:
    """What the bytes are. Raises BadSlip."""
    if len(content) > BILLING.slip_bytes:
        limit = {"limit": BILLING.slip_bytes // MEGABYTE}
        raise BadSlip(_("The file is larger than %(limit)s MB. Send a smaller scan or photo.") % limit)
    for magic, kind in MAGIC.items():
        if content.startswith(magic):
            return kind
    raise BadSlip(
        _("The file is not a PDF, PNG or JPEG. Send the bank's PDF, a scan or a photo of the slip.")
    )


def keep(content: bytes, act: Act) -> StoredFile:
    """Store a slip, sealed: it shows bank data. Raises BadSlip."""
    return StoredFile.receive(content, media_type(content), act.now)
