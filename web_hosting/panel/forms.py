"""What staff type of a task at a panel: done with what they saw, or refused with its kind and words."""

from typing import Any

from django import forms
from django.core.validators import validate_ipv46_address
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import by_hand
from core.acts import Act
from core.clock import LOCAL

from .models import ManualPanelTask
from .refusals import REFUSALS

CODES = [("", "–"), *((code, code) for code in REFUSALS), ("other", _("another reason"))]


class TaskForm(forms.Form):
    """Done, or a refusal: its kind and its words (the customer may read them)."""

    code = forms.ChoiceField(label=_("Not possible: kind of refusal"), required=False, choices=CODES)
    message = forms.CharField(label=_("Not possible: why"), required=False, max_length=500)

    def __init__(self, *args, asked: ManualPanelTask, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.order_fields([*(n for n in self.fields if n not in {"code", "message"}), "code", "message"])

    def clean(self):
        said = super().clean()
        if bool(said.get("code")) != bool(said.get("message")):
            raise forms.ValidationError(_("A refusal has a kind and words; else leave both empty."))
        return said

    def shown(self) -> dict[str, Any]:
        """The answer as the port keeps it."""
        return {}

    def give(self, act: Act) -> None:
        """Hand the answer to the port."""
        said = self.cleaned_data
        if said["code"]:
            by_hand.refuse(self.asked, said["code"], said["message"], act)
        else:
            by_hand.answer(self.asked, self.shown(), act)


class CreateForm(TaskForm):
    """Where the name is to point."""

    address = forms.CharField(
        label=_("IP address"), required=False, max_length=45, validators=[validate_ipv46_address]
    )
    nameservers = forms.CharField(
        label=_("Name servers, separated by spaces"), required=False, max_length=300
    )

    def shown(self):
        said = self.cleaned_data
        return {"address": said["address"], "nameservers": said["nameservers"].split()}


class BackupForm(TaskForm):
    """The instant of the newest backup; empty where there is none (C-14)."""

    backup_at = forms.DateTimeField(
        label=_("Latest backup (Moroccan time); empty: there is none"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def _clean_fields(self):
        with timezone.override(LOCAL):
            super()._clean_fields()

    def shown(self):
        at = self.cleaned_data["backup_at"]
        return {"backup_at": at.isoformat() if at else ""}


class RestoreForm(TaskForm):
    """What was done, in words to the customer."""

    words = forms.CharField(
        label=_("What was restored (the customer reads it)"), required=False, max_length=500
    )

    def shown(self):
        return {"words": self.cleaned_data["words"]}


Command = ManualPanelTask.Command
FORMS = {Command.CREATE: CreateForm, Command.BACKUP: BackupForm, Command.RESTORE: RestoreForm}
