"""The list of what a port asks of staff (`core.by_hand`), and the page where they type what came of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import clock
from .acts import act_of
from .admin import Queue, ReadOnlyAdmin
from .answering import heard_by_hand
from .by_hand import ByHand

SHARED = [field.name for field in ByHand._meta.fields]


class ByHandAdmin(ReadOnlyAdmin):
    """One kind of work by hand. Its form has `give(act)`, which hands the answer to the port."""

    list_filter: Any = [("answered_at", admin.EmptyFieldListFilter), "command"]
    change_form_template = "admin/core/by_hand.html"
    answer_template = "admin/core/verb.html"
    type_label: str | Promise = gettext_lazy("Type what came of it")  # the way to the page
    answer_label: str | Promise = gettext_lazy("Answer")

    def answer_form(self, asked, data: tuple) -> forms.Form:
        """The form for this piece of work, bound to what was typed (`data`: nothing yet, or the POST)."""
        raise NotImplementedError(type(self).__name__)

    def answer_context(self, asked) -> dict[str, Any]:
        """What the page shows besides the form."""
        return {}

    def get_fields(self, request, obj=None):
        """What is to be done first, then what came of it."""
        fields = list(super().get_fields(request, obj))
        return [*(f for f in fields if f not in SHARED), *(f for f in fields if f in SHARED)]

    def get_urls(self):
        view = self.admin_site.admin_view(self.answer_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_answer"
        return [path("<path:object_id>/answer/", view, name=name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"type_label": self.type_label, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def answer_view(self, request, object_id):
        """Type what came of it; a piece of work is answered once."""
        asked = get_object_or_404(self.model, pk=object_id, answered_at=None)
        if not request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"):
            return render(request, "403.html", status=403)
        form = self.answer_form(asked, (request.POST,) if request.method == "POST" else ())
        if form.is_valid():
            act = act_of(request)
            form.give(act)
            heard_by_hand(asked.waiting, act, asked.clause)
            messages.success(request, _("Recorded: %(thing)s.") % {"thing": asked})
            return redirect(_list_of(self.model))
        context = {**self.admin_site.each_context(request), "thing": asked, "form": form, "opts": self.opts}
        verb = {"label": self.answer_label, "clause": asked.clause}
        context |= {"verb": verb, "back": "../change/", **self.answer_context(asked)}
        return render(request, self.answer_template, context)


def by_hand_queue(title: str | Promise, model: type[ByHand], clause: str, *commands: str) -> Queue:
    """The queue of what nobody has answered yet (of these commands); late by its `due_at`, where it has one."""

    def open_work():
        found = model._default_manager.filter(answered_at=None)
        return found.filter(command__in=commands) if commands else found

    def late() -> int:
        return open_work().filter(due_at__lt=clock.now()).count() if hasattr(model, "due_at") else 0

    asked = "?answered_at__isempty=1" + (f"&command__in={','.join(commands)}" if commands else "")
    right = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return Queue(
        title, lambda: open_work().count(), lambda: reverse(_list_of(model)) + asked, clause, late, right
    )


def _list_of(model: type[ByHand]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
