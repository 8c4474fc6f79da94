"""What staff type in anew: the room's own act makes it, and its refusal is shown beside what was typed."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from core.acts import act_of
from core.clock import LOCAL
from core.transitions import NotAllowed
from support import advice, hours, incidents, maintenance, tickets
from support.models import Advice, Coverage, HourGrant, Incident, Maintenance, Ticket, WorkEntry

from .forms import BY_VOICE, LONG, InstantField
from .whom import Whom


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


class NewIncidentForm(Whom, Entered):
    """An incident with its instants; an unknown occurrence is estimated (C-16)."""

    occurred_at = InstantField(label=_("Occurred (Moroccan time)"), required=False, help_text="C-16")
    detected_at = InstantField(label=_("Found (Moroccan time)"), required=False)
    reported_at = InstantField(label=_("Reported (Moroccan time)"), required=False)
    expected_at = InstantField(label=_("Expected to be over (Moroccan time)"), required=False)
    words = forms.CharField(
        label=_("What customers and the public read"), required=False, widget=forms.Textarea(attrs=LONG),
        help_text=_("With words here the customers are told at once."),
    )  # fmt: skip
    number = forms.CharField(label=_("Request that reports it (its number)"), max_length=24, required=False)

    class Meta:
        model = Incident
        fields = ["number", "title", "kind", "major", "force_majeure", "public", "occurred_at", "detected_at",
                  "reported_at", "expected_at", "abouts", "sites", "kinds", "words"]  # fmt: skip

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if number and not Ticket.objects.filter(public_id=number, state__in=Ticket.LIVE).exists():
            raise forms.ValidationError(
                _("No open request has this number: copy it from the request's page.")
            )
        return number

    @transaction.atomic
    def enter(self, act, data):
        ticket = Ticket.objects.filter(public_id=data.pop("number") or "-").select_related("customer").first()
        incident = incidents.report(act=act, **data)
        if ticket:
            tickets.join(ticket, act, incident=incident)
        return incident


def from_ticket(ticket: Ticket) -> dict[str, str]:
    """What a request already says of the incident that it reports: the form's first values; the public reads none."""
    reported = timezone.localtime(ticket.opened_at, LOCAL)
    return {"number": ticket.public_id, "title": ticket.subject[:160], "abouts": ticket.about,
            "reported_at": f"{reported:%Y-%m-%dT%H:%M}", "public": ""}  # fmt: skip


class NewMaintenanceForm(Whom, Entered):
    """A window of work (guard 13)."""

    starts_at = InstantField(label=_("Starts (Moroccan time)"))
    ends_at = InstantField(label=_("Planned end (Moroccan time)"))
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


class NewAdviceForm(Entered):
    """Advice or a warning besides the monthly review (SRV-6.1.3)."""

    about = forms.ChoiceField(label=_("Service"))
    words = forms.CharField(
        label=_("Advice"), max_length=5000, widget=forms.Textarea(attrs=LONG | {"dir": "auto"}),
        help_text=_("The customer reads it by mail and in the customer space: write in the customer’s language."),
    )  # fmt: skip

    class Meta:
        model = Advice
        fields = ["about", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = advice.advised_services()
        self.fields["about"].choices = [(r.about, f"{r.label} – {r.customer} ({r.about})") for r in rows]

    def enter(self, act, data):
        return advice.advise(act=act, **data)


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
