"""Work at machines by hand: staff do it and type what came of it (SRV-3.1, SRV-6.1.2(1))."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.admin import ReadOnlyAdmin, register_queue
from core.by_hand_admin import ByHandAdmin, by_hand_queue

from .manual import answer
from .models import ManualWork, SandboxGuest


class WorkForm(forms.Form):
    """Done, or why it cannot be done."""

    refused = forms.BooleanField(label=gettext_lazy("It cannot be done"), required=False)
    said = forms.CharField(label=gettext_lazy("What was done, or why not"), max_length=200)

    def __init__(self, *data, asked: ManualWork):
        super().__init__(*data)
        self.asked = asked

    def give(self, act: Act) -> None:
        """Hand the answer to the port."""
        answer(self.asked, self.cleaned_data["said"], act, self.cleaned_data["refused"])


@admin.register(ManualWork)
class ManualWorkAdmin(ByHandAdmin):
    list_display = ["__str__", "site", "command", "reference", "asked_at", "due_at", "answered_at", "refused"]
    list_filter = [*ByHandAdmin.list_filter, "site"]
    search_fields = ["=reference", "=key"]
    ordering = ["due_at"]

    def answer_form(self, asked, data):
        return WorkForm(*data, asked=asked)


@admin.register(SandboxGuest)
class SandboxGuestAdmin(ReadOnlyAdmin):
    """The sandbox hypervisor's book."""

    list_display = [
        "hostname",
        "reference",
        "site",
        "power",
        "cpus",
        "ram",
        "disk",
        "made_at",
        "destroyed_at",
    ]
    list_filter = ["power", "site"]
    search_fields = ["=reference", "hostname"]


register_queue(by_hand_queue(gettext_lazy("Work at machines by hand"), ManualWork, "SRV-6.1.2(1)"))
