"""The customer's forms about his spaces: each with its consequences said beside it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms import tick
from core import display

from .models import HostingPlan, RestoreRequest
from .prices import Amount
from .shop.forms import period

A_DAY = forms.DateInput(attrs={"type": "date"})
ACCEPT = "accept_"
AT_ONCE, AT_END = "at_once", "at_end"


class NoForm(forms.Form):
    """A single button."""


class ConsentForm(forms.Form):
    """A box for each document that must be accepted, with the way to read it first (DN-P2)."""

    def __init__(self, *args, versions=(), **kwargs):
        super().__init__(*args, **kwargs)
        for version in versions:
            self.fields[f"{ACCEPT}{version.public_id}"] = tick(version)

    @property
    def accepted(self) -> set[str]:
        """The public ids of the ticked versions."""
        said = self.cleaned_data
        return {name.removeprefix(ACCEPT) for name, yes in said.items() if name.startswith(ACCEPT) and yes}


class RenewForm(forms.Form):
    """For how many months (HD-3.1d)."""

    cycle = forms.TypedChoiceField(label=_("Period"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args, tariff: dict[int, Amount], currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [
            (cycle, f"{period(cycle)} – {display.amount(price.ttc, currency)} {_('incl. VAT')}")
            for cycle, price in tariff.items()
        ]


class ChangeForm(forms.Form):
    """Another plan, with what it costs or gives back today."""

    plan = forms.ModelChoiceField(
        HostingPlan.objects.none(), label=_("New plan"), widget=forms.RadioSelect, to_field_name="code",
        empty_label=None,
    )  # fmt: skip
    when = forms.ChoiceField(
        label=_("From when?"), initial=AT_ONCE, widget=forms.RadioSelect,
        choices=[(AT_ONCE, _("At once: the rest of the period is paid or credited.")),
                 (AT_END, _("After the paid period: nothing to pay or credit now, the renewal is at the new price."))],
    )  # fmt: skip
    understood = forms.BooleanField(
        label=_("I have read what it costs or gives back, and what the new plan allows."), help_text="HD-5.2"
    )

    def __init__(self, *args, plans, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["plan"].label_from_instance = words


class RestoreForm(forms.Form):
    """What is to be restored; the day is a wish, no promise (C-14)."""

    what = forms.ChoiceField(
        label=_("What shall be restored?"), choices=RestoreRequest.What.choices, widget=forms.RadioSelect
    )
    wanted_on = forms.DateField(
        label=_("The state of which day would you like?"), required=False, widget=A_DAY,
        help_text=_("A wish: we restore from the latest backup that we have."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("What happened?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    understood = forms.BooleanField(
        label=_(
            "I know that this is best effort, that it overwrites what is there, and that no date is promised."
        ),
        help_text="C-14",
    )


class NoticeForm(forms.Form):
    """Not renewed (HD-6.3)."""

    understood = forms.BooleanField(
        label=_(
            "I do not renew. I know that the hosting ends with its paid period and that I save my data before."
        ),
        help_text="HD-6.3",
    )


class AnswerForm(forms.Form):
    """What was done about heavy scripts."""

    words = forms.CharField(
        label=_("What have you corrected?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
