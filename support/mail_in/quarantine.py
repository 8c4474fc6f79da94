"""Files of messages in quarantine: judged and sealed, up to a limit for all, released or forgotten by staff."""

from collections.abc import Iterable

from django.db.models import Sum
from django.utils.translation import gettext as _

from core import vault
from core.acts import Act
from core.uploads import Upload
from support.models import IncomingMail, QuarantinedFile
from support.terms import MAIL


def keep(mail: IncomingMail, files: Iterable[Upload]) -> list[str]:
    """Seal the files of a message in quarantine; in words, which of them found no room."""
    held = QuarantinedFile.objects.aggregate(sum=Sum("size"))["sum"] or 0
    left_out = []
    for file in files:
        size = len(file.content)
        if held + size > MAIL.quarantine_bytes:
            left_out.append(_("%(name)s: no room left in quarantine") % {"name": file.name})
            continue
        held += size
        QuarantinedFile.objects.create(mail=mail, name=file.name, media_type=file.media_type, size=size,
                                       token=vault.sealed(file.content))  # fmt: skip
    return left_out


def opened(file: QuarantinedFile) -> Upload:
    """The file as it came."""
    return Upload(file.name, file.media_type, vault.opened(bytes(file.token)))


def release(mail: IncomingMail) -> list[Upload]:
    """The files of a message leave the quarantine for its request."""
    found = [opened(file) for file in mail.files.all()]
    forget(mail)
    return found


def forget(mail: IncomingMail) -> None:
    """Nothing of the files is kept."""
    QuarantinedFile.objects.filter(mail=mail).delete()


def forget_old(act: Act) -> int:
    """The files that nobody has wanted for so long: how many were forgotten."""
    old = QuarantinedFile.objects.filter(mail__received_at__lt=act.now - MAIL.quarantine_kept)
    return old.delete()[0]
