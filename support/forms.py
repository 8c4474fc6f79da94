"""The customer's forms: a new request, a word in it, an authorisation."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.uploads import PapersField, Upload

from . import attachments, subjects
from .models import Ticket
from .terms import TICKETS

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.txt,.log"


class FilesField(PapersField):
    """Files with a message; its clean value is a list of `Upload`s."""

    def __init__(self, **kwargs):
        words = gettext_lazy("PDF, PNG, JPEG or text (logs), 10 MB each, at most five. Stored encrypted.")
        super().__init__(**{"help_text": words, "required": False, **kwargs})
        self.widget.attrs["accept"] = ACCEPTED

    def clean(self, data, initial=None) -> list[Upload]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > TICKETS.attachments:
            raise forms.ValidationError(attachments.too_many())
        return [attachments.judged(file.name, self._read(file), file.size) for file in files]

    def _read(self, file) -> bytes:
        """The bytes, unless they are too many to be read at all."""
        return b"" if file.size > TICKETS.attachment_bytes else file.read()


class MessageForm(forms.Form):
    """A word in a request."""

    body = forms.CharField(
        label=gettext_lazy("Your message"), max_length=TICKETS.body_characters,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
    )  # fmt: skip
    uploads = FilesField(label=gettext_lazy("Files"))


class TicketForm(MessageForm):
    """A new request: about which service, in which words."""

    about = forms.ChoiceField(label=gettext_lazy("Which service?"), required=False)
    queue = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=Ticket.Queue.choices, required=False
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("How urgent is it?"), choices=Ticket.Priority.choices, initial="normal"
    )
    subject = forms.CharField(label=gettext_lazy("In a few words"), max_length=200)

    field_order = ("about", "queue", "priority", "subject", "body", "uploads")

    def __init__(self, *args, customer, **kwargs):
        super().__init__(*args, **kwargs)
        named = self.data.get("about") or self.initial.get("about") or ""
        self.fields["about"].choices = [("", _("None in particular")), *subjects.of(customer, named).items()]


class AuthoriseForm(forms.Form):
    """Support may go to the service's data for this request (SRV-6.1.2(2))."""

    allowed = forms.BooleanField(
        label=gettext_lazy("Support may access the data of this service for this request."),
        help_text="SRV-6.1.2(2)",
    )
    days_open = forms.TypedChoiceField(
        label=gettext_lazy("Until the end of"), coerce=int, initial=TICKETS.access_days,
        choices=[(1, gettext_lazy("tomorrow")), (3, gettext_lazy("3 days from now")),
                 (TICKETS.access_days, gettext_lazy("7 days from now"))],
    )  # fmt: skip
