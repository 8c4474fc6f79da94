"""What people may upload: judged by its bytes, never by its name or by what the browser says it is."""

import unicodedata
import warnings
from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.http import HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .terms import UPLOADS

MAGIC = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
MEGABYTE = 1024 * 1024
PDF, PDF_TAIL = "application/pdf", 1024  # the end mark stands within the last kilobyte
CLAUSE = "SSL-11.3(8)"  # what is asked for and kept of people's papers
SHOWN = 100  # characters of a file name that are kept
LIMIT = UPLOADS.paper_bytes // MEGABYTE
AT_ONCE = 5  # files in one answer
HELP = gettext_lazy(
    "PDF, PNG or JPEG, {limit} MB at most. Stored encrypted; only our registry staff open it."
)
ENDINGS = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(frozen=True)
class Upload:
    """A judged file."""

    name: str
    media_type: str
    content: bytes


def judged(name: str, content: bytes) -> Upload:
    """The file, if its bytes are a whole PDF, PNG or JPEG. Raises ValidationError in words."""
    if not content:
        raise forms.ValidationError(_("The file is empty. Choose it again."))
    demand_size(len(content))
    kind = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), "")
    if not (kind == PDF and b"%%EOF" in content[-PDF_TAIL:]) and not (
        kind not in ("", PDF) and _is_picture(content)
    ):
        raise forms.ValidationError(
            _("The file is not a whole PDF, PNG or JPEG, whatever its name says. Send a scan or a photo.")
        )
    return Upload(harmless(name), kind, content)


def demand_size(size: int) -> None:
    """Refuse what is too large, before it is read. Raises ValidationError."""
    if size > UPLOADS.paper_bytes:
        said = _("The file is larger than %(limit)s MB. Send a smaller scan or photo.")
        raise forms.ValidationError(said % {"limit": LIMIT})


def harmless(name: str) -> str:
    """A file name without folders, control characters and marks that turn the reading direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        c for c in unicodedata.normalize("NFC", last) if not unicodedata.category(c).startswith("C")
    )
    return shown.strip(" .")[-SHOWN:] or _("file")


def _is_picture(content: bytes) -> bool:
    """Whether the bytes are a picture from beginning to end; one too large to unpack is none."""
    from PIL import Image, ImageFile  # 2 MiB: only the process that looks at a picture pays for them

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets the whole process read broken ones
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
                picture.load()
    except Exception:  # a broken picture may fail in any way its decoder knows
        return False
    return True


class PaperField(forms.FileField):
    """One paper to upload; its clean value is an `Upload`."""

    widget = forms.FileInput

    def __init__(self, **kwargs):
        kwargs = {"help_text": format_lazy(HELP, limit=LIMIT), "widget": self.widget} | kwargs
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(ENDINGS)

    def clean(self, data, initial=None) -> Upload | None:
        file = super().clean(data, initial)
        try:
            if file:
                demand_size(file.size)
            return judged(file.name, file.read()) if file else None
        except forms.ValidationError as refusal:
            raise forms.ValidationError(f"{refusal.message} ({CLAUSE})") from None


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class PapersField(PaperField):
    """Several papers at once; its clean value is a list of `Upload`s."""

    widget = SeveralFiles

    def clean(self, data, initial=None) -> list[Upload]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > AT_ONCE:
            raise forms.ValidationError(_("Send at most %(n)s files at once.") % {"n": AT_ONCE})
        found = [PaperField.clean(self, file, initial) for file in files] or [
            PaperField.clean(self, None, initial)
        ]
        return [upload for upload in found if upload]


def for_one_reader(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A stored file, for the person who may read it: in nobody's cache, and nothing in it runs."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
