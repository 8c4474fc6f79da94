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


class ConsoleForm(ReasonForm):
    """The console's own address and a login of this customer alone: sealed at once, shown to him once."""

    where = forms.URLField(
        label=_("address of the console (KVM over IP)"), max_length=200, assume_scheme="https"
    )
    account = forms.CharField(label=_("user name there"), max_length=40)
    password = forms.CharField(
        label=_("password there, for this occasion"), min_length=8, max_length=80,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    field_order = ["where", "account", "password", "reason"]


BY_VERB: dict[str, type[forms.Form]] = {
    "assign": AssignForm, "tick": TickForm, "deliver": DeliverForm, "give_console": ConsoleForm,
}  # fmt: skip
