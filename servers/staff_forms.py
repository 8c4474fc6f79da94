"""What staff type when they deliver a dedicated server: which machine, what is done, the password they have set."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.admin import ReasonForm

from .lifecycle import checklist
from .models import Machine


class AssignForm(ReasonForm):
    """A machine of the stock; the verb looks whether it is of the ordered kind and site."""

    machine = forms.ModelChoiceField(
        Machine.objects.filter(state="free").select_related("product", "site"), label=_("machine")
    )
    field_order = ["machine", "reason"]


class TickForm(ReasonForm):
    """What has been done so far; what is ticked already stays."""

    done = forms.MultipleChoiceField(
        label=_("done"), choices=list(checklist.ITEMS.items()), widget=forms.CheckboxSelectMultiple
    )
    field_order = ["done", "reason"]


class DeliverForm(ReasonForm):
    """The password of root as it was set: sealed at once, shown to the customer once, to nobody else."""

    password = forms.CharField(
        label=_("password of root"), min_length=12, max_length=80,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    field_order = ["password", "reason"]


BY_VERB: dict[str, type[forms.Form]] = {"assign": AssignForm, "tick": TickForm, "deliver": DeliverForm}
