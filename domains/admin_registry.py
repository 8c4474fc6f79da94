"""Registry work by hand: staff do it at the registry and type what it shows, or its refusal (DN-2.3b)."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import by_hand
from core.acts import Act
from core.admin import ReadOnlyAdmin, register_queue
from core.by_hand_admin import ByHandAdmin, by_hand_queue

from .registry import manual
from .registry.models import ManualRequest, RegistryExchange

TRANSFER_STATES = [
    ("pending", gettext_lazy("waiting for the other registrar")),
    ("clientApproved", gettext_lazy("approved by the registrar")),
    ("serverApproved", gettext_lazy("approved by the registry")),
    ("clientRejected", gettext_lazy("refused by the registrar")),
    ("clientCancelled", gettext_lazy("taken back")),
    ("serverCancelled", gettext_lazy("cancelled by the registry")),
]
FIELDS = ("created_at", "expires_at", "auth_code", "gone")  # what only a name has


class AnswerForm(forms.Form):
    """What the registry shows now, or why it refused."""

    created_at = forms.DateTimeField(label=gettext_lazy("Registered at (UTC)"), required=False)
    expires_at = forms.DateTimeField(label=gettext_lazy("Expires at (UTC)"), required=False)
    auth_code = forms.CharField(label=gettext_lazy("Authorisation code"), required=False, max_length=64)
    status = forms.ChoiceField(
        label=gettext_lazy("State of the transfer"), required=False, choices=[("", "–"), *TRANSFER_STATES]
    )
    gone = forms.BooleanField(label=gettext_lazy("The registry knows the name no more"), required=False)
    code = forms.IntegerField(
        label=gettext_lazy("Refused with result code"), required=False, min_value=2000, max_value=2999
    )
    message = forms.CharField(label=gettext_lazy("The registry's own words"), required=False, max_length=500)

    def __init__(self, *data, asked: ManualRequest):
        """Only what the command asks for: the name's facts, the transfer's state, or nothing (a host)."""
        super().__init__(*data)
        self.asked = asked
        self.about_transfer = asked.command in manual.ABOUT_A_TRANSFER
        self.about_name = asked.command in manual.ABOUT_A_NAME
        surplus = (
            ()
            if self.about_name
            else FIELDS
            if not self.about_transfer
            else ("created_at", "auth_code", "gone")
        )
        for field in (*surplus, *(() if self.about_transfer else ("status",))):
            del self.fields[field]

    def clean(self):
        data = super().clean()
        known = data.get("code") or data.get("gone")
        if self.about_transfer and not known and not data.get("status"):
            raise forms.ValidationError(_("Type the state of the transfer."))
        if self.about_name and not known and not (data.get("created_at") and data.get("expires_at")):
            raise forms.ValidationError(_("Type both instants that the registry shows, or its refusal."))
        return data

    def give(self, act: Act) -> None:
        """Hand the answer to the port."""
        data = self.cleaned_data
        if data["code"]:
            by_hand.refuse(self.asked, data["code"], data["message"], act)
        elif data.get("gone"):
            manual.answer(self.asked, {"gone": True}, act)
        else:
            shown = {f: data[f].isoformat() for f in ("created_at", "expires_at") if data.get(f)}
            shown |= {f: data[f] for f in ("auth_code", "status") if f in data}
            manual.answer(self.asked, {**shown, "sponsor_is_us": True}, act)


@admin.register(ManualRequest)
class ManualRequestAdmin(ByHandAdmin):
    list_display = ["name", "command", "target", "asked_at", "answered_at", "refused"]
    search_fields = ["name", "=reference"]
    type_label, answer_label = gettext_lazy("Type the registry's answer"), gettext_lazy("Registry's answer")

    def answer_form(self, asked, data):
        return AnswerForm(*data, asked=asked)


@admin.register(RegistryExchange)
class RegistryExchangeAdmin(ReadOnlyAdmin):
    """What was said to the registries, word for word; passwords and auth codes are masked."""

    list_display = ["at", "registry", "command", "name", "code", "reference", "cltrid", "svtrid"]
    list_filter = ["registry", "command", "code", "changes"]
    search_fields = ["=name", "=reference", "=cltrid", "=svtrid"]
    date_hierarchy = "at"
    show_full_result_count = False


register_queue(by_hand_queue(gettext_lazy("Registry work by hand"), ManualRequest, "DN-2.3b"))
