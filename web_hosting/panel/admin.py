"""Work at panels by hand: staff do it in the panel's own pages and type what they saw."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.acts import act_of
from core.admin import Queue, ReadOnlyAdmin, register_queue
from core.answering import heard_by_hand
from core.vault import opened

from .forms import FORMS, TaskForm
from .manual import CLAUSES
from .models import ManualPanelTask, SandboxSpace

LIST = "admin:web_hosting_manualpaneltask_changelist"


@admin.register(ManualPanelTask)
class ManualPanelTaskAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "panel", "command", "asked_at", "due_at", "answered_at", "refused"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "command", "panel"]
    search_fields = ["=thread"]
    ordering = ["due_at"]
    change_form_template = "admin/web_hosting/task.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.answer_view)
        return [
            path("<path:object_id>/answer/", view, name="web_hosting_manualpaneltask_answer"),
            *super().get_urls(),
        ]

    def answer_view(self, request, object_id):
        """Type what was seen; a task is answered once. A first password is shown here and nowhere else."""
        asked = get_object_or_404(ManualPanelTask, pk=object_id, answered_at=None)
        if not request.user.has_perm("web_hosting.change_manualpaneltask"):
            return render(request, "403.html", status=403)
        form = FORMS.get(asked.command, TaskForm)(request.POST or None, asked=asked)
        if request.method == "POST" and form.is_valid():
            act = act_of(request)
            form.give(act)
            heard_by_hand(asked.thread, act, CLAUSES[asked.command])
            messages.success(request, _("Recorded: %(thing)s.") % {"thing": asked})
            return redirect(LIST)
        password = opened(asked.secret).decode() if asked.secret else ""
        context = {**self.admin_site.each_context(request), "thing": asked, "form": form, "opts": self.opts,
                   "password": password}  # fmt: skip
        verb = {"label": _("What was done at the panel"), "clause": CLAUSES[asked.command]}
        return render(
            request, "admin/web_hosting/answer.html", {**context, "verb": verb, "back": "../change/"}
        )


@admin.register(SandboxSpace)
class SandboxSpaceAdmin(ReadOnlyAdmin):
    """The sandbox panel's book."""

    list_display = ["login", "domain", "package", "suspended", "created_at", "removed_at"]
    search_fields = ["=our_reference", "=login", "domain"]


def _waiting():
    return ManualPanelTask.objects.filter(answered_at=None)


register_queue(
    Queue(
        gettext_lazy("Work at panels by hand"), count=lambda: _waiting().count(),
        url=lambda: reverse(LIST) + "?answered_at__isempty=1", clause="HD-6.1",
        late=lambda: _waiting().filter(due_at__lt=clock.now()).count(),
        permission="web_hosting.view_manualpaneltask",
    )
)  # fmt: skip
