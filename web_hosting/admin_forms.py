"""What staff type with the verbs of hosting, besides the reason."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.leaving.forms import StaffNoticeForm
from core.admin import ReasonForm

from .models import HostingDecision, HostingSuspension
from .outsourcing.models import OnboardingStep
from .outsourcing.terms import OUTSOURCING
from .terms import USAGE

A_DAY = forms.DateInput(attrs={"type": "date"})
ROWS = forms.Textarea(attrs={"rows": 3})


class SuspendForm(ReasonForm):
    """Why it is suspended, and what the customer reads (HD-4.2)."""

    ground = forms.ChoiceField(label=_("Why"), choices=[
        (reason.value, reason.label) for reason in HostingSuspension.Reason
        if reason != HostingSuspension.Reason.OVERUSE
    ])  # fmt: skip
    detail = forms.CharField(label=_("What the customer is told"), required=False, widget=ROWS)
    gag_until = forms.DateField(
        label=_("Not to be told until"), required=False, widget=A_DAY,
        help_text=_("Only where an authority asks for it; the customer is told afterwards (C-29)."),
    )  # fmt: skip

    def clean(self):
        said = super().clean()
        if said.get("gag_until") and said.get("ground") != HostingSuspension.Reason.AUTHORITY:
            self.add_error("gag_until", _("Only a request of an authority delays the notice (C-29)."))
        return said


class OveruseForm(ReasonForm):
    """What was seen; some hours to correct it, or at once where others suffer (HD-5.1a, HD-5.1b)."""

    seen = forms.CharField(label=_("What was seen (the customer reads it)"), widget=ROWS)
    hours = forms.IntegerField(
        label=_("Hours to correct it"), min_value=1, required=False,
        initial=int(USAGE.warning.total_seconds()) // 3600,
    )  # fmt: skip
    emergency = forms.BooleanField(label=_("Others suffer: stop it now"), required=False, help_text="HD-5.1b")


class BreachForm(ReasonForm):
    """The end for a breach, entered by one person for another to confirm (HD-4.5)."""

    ground = forms.ChoiceField(label=_("Ground in the contract"), choices=[
        (ground.value, ground.label) for ground in HostingDecision.Ground
        if ground not in (HostingDecision.Ground.UNPAID, HostingDecision.Ground.FORMAL)
    ])  # fmt: skip
    detail = forms.CharField(label=_("What the customer is told"), widget=ROWS)


class KeepDataForm(ReasonForm):
    """Until when the data are kept."""

    until = forms.DateField(label=_("Kept until"), widget=A_DAY)


class RetryForm(ReasonForm):
    """The same panel again, or another one."""

    panel = forms.SlugField(label=_("Another panel"), required=False, max_length=30)


class AbandonForm(ReasonForm):
    """On which day an abandoned account is ended (HD-3.4)."""

    ends_on = forms.DateField(label=_("Ended on, if it stays unpaid"), widget=A_DAY)
    detail = forms.CharField(label=_("Words to the customer"), required=False, widget=ROWS)


class EstimateForm(ReasonForm):
    """The estimated time, told in advance (HD-2.3.1)."""

    minutes = forms.IntegerField(label=_("Estimated minutes"), min_value=1, max_value=60_000)
    words = forms.CharField(label=_("What will be done (the customer reads it)"), widget=ROWS)


class TimeForm(ReasonForm):
    """Time worked on a mission."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1)
    worked_on = forms.DateField(label=_("Day"), widget=A_DAY)
    words = forms.CharField(label=_("What was done (the customer reads it)"), max_length=300)

    def clean_minutes(self):
        if self.cleaned_data["minutes"] > OUTSOURCING.entry_minutes_most:
            raise ValidationError(_("One entry is for one day at most."))
        return self.cleaned_data["minutes"]


class FinishForm(ReasonForm):
    """The report that ends a mission."""

    report = forms.CharField(
        label=_("Report (the customer reads it)"), widget=forms.Textarea(attrs={"rows": 6})
    )


class TickForm(ReasonForm):
    """An item of the checklist (HD-2.3.2(1))."""

    kind = forms.ChoiceField(label=_("Item"), choices=OnboardingStep.Kind.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


BY_VERB = {
    "suspend": SuspendForm,
    "warn_overuse": OveruseForm,
    "enter_breach": BreachForm,
    "give_notice": StaffNoticeForm,
    "keep_data": KeepDataForm,
    "retry": RetryForm,
    "notice": AbandonForm,
    "offer": EstimateForm,
    "log_time": TimeForm,
    "finish": FinishForm,
    "tick": TickForm,
}
