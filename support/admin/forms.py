"""The forms of staff: what a verb needs beside its reason, and what is typed in anew."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from core.acts import act_of
from core.admin import ReasonForm
from core.clock import LOCAL
from core.transitions import NotAllowed
from support import hours, incidents, maintenance, tickets
from support.forms import FilesField
from support.models import (
    AccessUse,
    CannedAnswer,
    Channel,
    Coverage,
    HourGrant,
    Incident,
    Maintenance,
    Ticket,
    WorkEntry,
)

LONG = {"rows": 6, "cols": 80}
BY_VOICE = [(c.value, c.label) for c in (Channel.PHONE, Channel.CHAT, Channel.EMAIL)]


class InstantField(forms.DateTimeField):
    """A day and an hour on the Moroccan wall clock."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value) -> datetime | None:
        with timezone.override(LOCAL):
            return super().to_python(value)


class ListField(forms.CharField):
    """Several words, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def clean(self, value) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


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


class AffectForm(ReasonForm):
    """Which services more."""

    abouts = ListField(label=_("Services (their numbers, one a line)"), required=False)
    sites = ListField(label=_("Sites (one a line)"), required=False)
    kinds = ListField(label=_("Kinds of service (one a line)"), required=False)


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


# --- typed in anew ----------------------------------------------------------------------------------------
class Entered(forms.ModelForm):
    """A thing that staff type in: the room's own act makes it, and its refusal is shown beside what was typed."""

    request = None
    made = None

    def enter(self, act, data):
        """Make the thing. Raises NotAllowed."""
        raise NotImplementedError

    def _post_clean(self):
        """After every field is well: the deed itself, once."""
        if self.errors:
            return
        try:
            self.made = self.enter(
                act_of(self.request, self.cleaned_data.pop("reason", "")), self.cleaned_data
            )
        except NotAllowed as refusal:
            self.add_error(None, f"{refusal.message} ({refusal.clause})")


class NewTicketForm(Entered):
    """A request that came by telephone, chat or another mailbox (HD-2.4)."""

    customer = forms.ModelChoiceField(Customer.objects.order_by("name"), label=_("Customer"))
    channel = forms.ChoiceField(label=_("Came by"), choices=BY_VOICE)
    author_name = forms.CharField(label=_("Who spoke"), max_length=120)
    about = forms.CharField(label=_("Service (its number)"), max_length=24, required=False)
    body = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs=LONG))

    class Meta:
        model = Ticket
        fields = ["customer", "channel", "author_name", "about", "subject", "priority", "queue", "body"]

    def enter(self, act, data):
        return tickets.open_ticket(act=act, **data)


class NewIncidentForm(Entered):
    """An incident with its instants; an unknown occurrence is estimated (C-16)."""

    occurred_at = InstantField(label=_("Occurred (Moroccan time)"), required=False, help_text="C-16")
    detected_at = InstantField(label=_("Found (Moroccan time)"), required=False)
    reported_at = InstantField(label=_("Reported (Moroccan time)"), required=False)
    expected_at = InstantField(label=_("Expected to be over (Moroccan time)"), required=False)
    abouts = ListField(label=_("Services (their numbers, one a line)"), required=False)
    sites = ListField(label=_("Sites (one a line)"), required=False)
    kinds = ListField(label=_("Kinds of service (one a line)"), required=False)
    words = forms.CharField(
        label=_("What customers and the public read"), required=False, widget=forms.Textarea(attrs=LONG),
        help_text=_("With words here the customers are told at once."),
    )  # fmt: skip

    class Meta:
        model = Incident
        fields = ["title", "kind", "major", "force_majeure", "public", "occurred_at", "detected_at", "reported_at",
                  "expected_at", "abouts", "sites", "kinds", "words"]  # fmt: skip

    def enter(self, act, data):
        return incidents.report(act=act, **data)


class NewMaintenanceForm(Entered):
    """A window of work (guard 13)."""

    starts_at = InstantField(label=_("Starts (Moroccan time)"))
    ends_at = InstantField(label=_("Planned end (Moroccan time)"))
    abouts = ListField(label=_("Services (their numbers, one a line)"), required=False)
    sites = ListField(label=_("Sites (one a line)"), required=False)
    kinds = ListField(label=_("Kinds of service (one a line)"), required=False)
    tell = forms.BooleanField(
        label=_("Tell the customers now"), required=False, initial=True,
        help_text=_("Only an urgent change may be told afterwards, two days at the latest (SSL-11.3(7))."),
    )  # fmt: skip

    class Meta:
        model = Maintenance
        fields = [
            "title",
            "why",
            "kind",
            "urgent",
            "starts_at",
            "ends_at",
            "sites",
            "kinds",
            "abouts",
            "tell",
        ]

    def enter(self, act, data):
        return maintenance.plan(act=act, **data)


class WorkForm(Entered):
    """Minutes of work (guard 15)."""

    about = forms.ChoiceField(label=_("Service"))
    number = forms.CharField(label=_("Request (its number)"), max_length=24, required=False)
    reason = forms.CharField(
        label=_("Why it presses"), required=False, max_length=300,
        help_text=_("Beyond the month's hours, urgent security work only (C-15)."),
    )  # fmt: skip

    class Meta:
        model = WorkEntry
        fields = ["about", "minutes", "what", "number", "urgent_security", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Coverage.objects.filter(until=None).select_related("customer").order_by("label")
        self.fields["about"].choices = list({r.about: f"{r.label} – {r.customer}" for r in rows}.items())

    def enter(self, act, data):
        ticket = Ticket.objects.filter(public_id=data.pop("number") or "-").first()
        return hours.log(act=act, ticket=ticket, **data)


class GrantForm(Entered):
    """Minutes that an accepted quote adds (HD-2.3.1)."""

    class Meta:
        model = HourGrant
        fields = ["customer", "about", "month", "minutes", "reference"]

    def enter(self, act, data):
        return hours.grant(act=act, **data)
