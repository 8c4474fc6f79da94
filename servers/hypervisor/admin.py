"""Work at machines by hand: staff do it and type what came of it (SRV-3.1, SRV-6.1.2(1))."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.acts import act_of
from core.admin import Queue, ReadOnlyAdmin, register_queue
from core.answering import heard_by_hand

from .manual import answer, clause_of
from .models import ManualWork, SandboxGuest

LIST = "admin:servers_manualwork_changelist"


class WorkForm(forms.Form):
    """Done, or why it cannot be done."""

    refused = forms.BooleanField(label=gettext_lazy("It cannot be done"), required=False)
    said = forms.CharField(label=gettext_lazy("What was done, or why not"), max_length=200)


@admin.register(ManualWork)
class ManualWorkAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "site", "command", "reference", "asked_at", "due_at", "answered_at", "refused"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "command", "site"]
    search_fields = ["=reference", "=key"]
    ordering = ["due_at"]
    change_form_template = "admin/servers/work.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.answer_view)
        return [path("<path:object_id>/answer/", view, name="servers_manualwork_answer"), *super().get_urls()]

    def answer_view(self, request, object_id):
        """Type what came of it; an order is answered once."""
        work = get_object_or_404(ManualWork, pk=object_id, answered_at=None)
        if not request.user.has_perm("servers.change_manualwork"):
            return render(request, "403.html", status=403)
        form = WorkForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            act = act_of(request)
            answer(work, form.cleaned_data["said"], act, form.cleaned_data["refused"])
            heard_by_hand(work.key, act, clause_of(work.command))
            messages.success(request, _("Recorded: %(thing)s.") % {"thing": work})
            return redirect(LIST)
        verb = {"label": _("Answer"), "clause": clause_of(work.command)}
        context = {**self.admin_site.each_context(request), "thing": work, "form": form, "opts": self.opts}
        return render(request, "admin/core/verb.html", {**context, "verb": verb, "back": "../change/"})


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


def _open():
    return ManualWork.objects.filter(answered_at=None)


register_queue(
    Queue(
        gettext_lazy("Work at machines by hand"), count=lambda: _open().count(),
        url=lambda: f"{reverse(LIST)}?answered_at__isempty=1", clause="SRV-6.1.2(1)",
        late=lambda: _open().filter(due_at__lt=clock.now()).count(), permission="servers.view_manualwork",
    )
)  # fmt: skip
