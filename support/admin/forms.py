"""The forms of staff: what a verb needs beside its reason."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.admin import ReasonForm
from core.clock import LOCAL
from support.forms import FilesField
from support.models import AccessUse, CannedAnswer, Channel, Incident, Ticket

from .whom import Whom

LONG = {"rows": 6, "cols": 80}
BY_VOICE = [(c.value, c.label) for c in (Channel.PHONE, Channel.CHAT, Channel.EMAIL)]


class InstantField(forms.DateTimeField):
    """A day and an hour on the Moroccan wall clock."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value) -> datetime | None:
        with timezone.override(LOCAL):
            return super().to_python(value)


class WithoutReason(forms.Form):
    """A verb whose own words are its reason."""

    def clean(self):
        return {**super().clean(), "reason": ""}


# --- requests ---------------------------------------------------------------------------------------------
class AnswerForm(WithoutReason):
    """The answer: a canned one, own words, or both, the canned one first."""

    canned = forms.ModelChoiceField(
        CannedAnswer.objects.filter(enabled=True), label=_("Canned answer"), required=False
    )
    body = forms.CharField(label=_("Answer"), required=False, widget=forms.Textarea(attrs=LONG))
    waiting = forms.BooleanField(
        label=_("We wait for the customer: our clocks stop"), required=False, help_text="SSL-10.2"
    )
    uploads = FilesField(label=_("Files"))

    def clean(self):
        data = super().clean()
        if not (data.get("canned") or data.get("body", "").strip()):
            raise forms.ValidationError(_("Write an answer, or choose a canned one."))
        return data


class NoteForm(WithoutReason):
    """For staff alone."""

    body = forms.CharField(label=_("Note that the customer never sees"), widget=forms.Textarea(attrs=LONG))


class HearForm(WithoutReason):
    """What the customer said by telephone or chat."""

    channel = forms.ChoiceField(label=_("Came by"), choices=BY_VOICE)
    author_name = forms.CharField(label=_("Who spoke"), max_length=120)
    body = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs=LONG))


class SortForm(ReasonForm):
    """Priority and queue."""

    priority = forms.ChoiceField(label=_("Priority"), choices=Ticket.Priority.choices, initial="normal")
    queue = forms.ChoiceField(label=_("Queue"), choices=Ticket.Queue.choices, required=False)


class JoinForm(ReasonForm):
    """Which of the incidents that are open."""

    incident = forms.ModelChoiceField(Incident.objects.filter(state__in=Incident.OPEN), label=_("Incident"))
    field_order = ["incident", "reason"]


class ResolveForm(WithoutReason):
    """The last word, if one is needed."""

    body = forms.CharField(label=_("Last answer"), required=False, widget=forms.Textarea(attrs=LONG))


class TakeForm(ReasonForm):
    """In whose hands."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True),
        label=_("In the hands of (empty: mine)"),
        required=False,
    )


class EnterDataForm(ReasonForm):
    """What for."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=AccessUse.Purpose.choices, initial="work")


# --- incidents --------------------------------------------------------------------------------------------
class InformForm(WithoutReason):
    """What the public and the customers read."""

    words = forms.CharField(
        label=_("What customers and the public read"), widget=forms.Textarea(attrs=LONG),
        help_text=_("Names of customers and of their services have no place here."),
    )  # fmt: skip
    expected_at = InstantField(label=_("Expected to be over (Moroccan time)"), required=False)


class OverForm(ReasonForm):
    """What it was, in words for customers."""

    words = forms.CharField(
        label=_("What customers and the public read"), required=False, widget=forms.Textarea(attrs=LONG)
    )


class AffectForm(Whom, ReasonForm):
    """Which services more."""


class WaitForm(ReasonForm):
    """What the customer reads, by mail and on the incident's page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What we need from the customer, who reads this")


class DiagnoseForm(ReasonForm):
    """At which service."""

    about = forms.CharField(label=_("Service (its number)"), max_length=24)


class FinishForm(WithoutReason):
    """How the work went."""

    outcome = forms.CharField(
        label=_("What customers are told"),
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text="C-29",
    )
