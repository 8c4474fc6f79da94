"""Papers of the desk: receipts, decisions, letters. Judged by their bytes, shown to who may see them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act

from . import slips
from .models import StoredFile
from .terms import BILLING


class DocumentField(forms.FileField):
    """A PDF, PNG or JPEG. Its bytes are the cleaned value, empty where nothing was sent."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"})

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("PDF, PNG or JPEG, 5 MB at most."))
        super().__init__(**kwargs)

    def clean(self, data, initial=None) -> bytes:
        upload = super().clean(data, initial)
        if not upload:
            return b""
        content = upload.read(BILLING.slip_bytes + 1)
        try:
            slips.media_type(content)
        except slips.BadSlip:
            words = _(
                "The file is not a PDF, PNG or JPEG of 5 MB at most. Send a scan or a photo of the paper."
            )
            raise forms.ValidationError(words) from None
        return content


def keep(content: bytes, act: Act) -> StoredFile | None:
    """Store a paper; nothing where there is none. Raises BadSlip."""
    return slips.keep(content, act) if content else None
