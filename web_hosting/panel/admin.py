"""Work at panels by hand: staff do it in the panel's own pages and type what they saw."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin, register_queue
from core.by_hand_admin import ByHandAdmin, by_hand_queue
from core.vault import opened

from .forms import FORMS, TaskForm
from .models import ManualPanelTask, SandboxSpace


@admin.register(ManualPanelTask)
class ManualPanelTaskAdmin(ByHandAdmin):
    list_display = ["__str__", "panel", "command", "asked_at", "due_at", "answered_at", "refused"]
    list_filter = [*ByHandAdmin.list_filter, "panel"]
    search_fields = ["=thread"]
    ordering = ["due_at"]
    answer_template = "admin/web_hosting/answer.html"
    type_label = gettext_lazy("Type what was done")
    answer_label = gettext_lazy("What was done at the panel")

    def answer_form(self, asked, data):
        return FORMS.get(asked.command, TaskForm)(*data, asked=asked)

    def answer_context(self, asked):
        """A first password is shown here and nowhere else."""
        return {"password": opened(asked.secret).decode() if asked.secret else ""}


@admin.register(SandboxSpace)
class SandboxSpaceAdmin(ReadOnlyAdmin):
    """The sandbox panel's book."""

    list_display = ["login", "domain", "package", "suspended", "created_at", "removed_at"]
    search_fields = ["=our_reference", "=login", "domain"]


register_queue(by_hand_queue(gettext_lazy("Work at panels by hand"), ManualPanelTask, "HD-6.1"))
