"""Authority work by hand: staff do it at the authority's web site and type what it shows (SSL-10.4a)."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.acts import act_of
from core.admin import Queue, ReadOnlyAdmin, register_queue
from core.answering import heard_by_hand
from ssl_certs.organisation import described

from .forms import FORMS
from .manual import CLAUSES
from .models import ManualRequest, SandboxIssue

Command = ManualRequest.Command
LIST = "admin:ssl_certs_manualrequest_changelist"


@admin.register(ManualRequest)
class ManualRequestAdmin(ReadOnlyAdmin):
    list_display = [
        "__str__",
        "authority",
        "command",
        "reference",
        "asked_at",
        "due_at",
        "answered_at",
        "refused",
    ]
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "command", "authority"]
    search_fields = ["=thread", "=reference"]
    ordering = ["due_at"]
    change_form_template = "admin/ssl_certs/request.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.answer_view)
        return [
            path("<path:object_id>/answer/", view, name="ssl_certs_manualrequest_answer"),
            *super().get_urls(),
        ]

    def answer_view(self, request, object_id):
        """Type the authority's answer; a request is answered once."""
        asked = get_object_or_404(ManualRequest, pk=object_id, answered_at=None)
        if not request.user.has_perm("ssl_certs.change_manualrequest"):
            return render(request, "403.html", status=403)
        typed = request.POST if request.method == "POST" else None
        form = FORMS[asked.command](typed, asked=asked, now=clock.now())
        if form.is_valid():
            act = act_of(request)
            form.give(act)
            heard_by_hand(asked.thread, act, CLAUSES[asked.command])
            messages.success(request, _("Recorded: %(thing)s.") % {"thing": asked})
            return redirect(LIST)
        context = {**self.admin_site.each_context(request), "thing": asked, "form": form, "opts": self.opts}
        verb = {"label": _("Authority's answer"), "clause": CLAUSES[asked.command]}
        context["organisation"] = described(asked.details.get("organisation"))
        return render(request, "admin/ssl_certs/answer.html", {**context, "verb": verb, "back": "../change/"})


@admin.register(SandboxIssue)
class SandboxIssueAdmin(ReadOnlyAdmin):
    """The sandbox authority's book."""

    list_display = [
        "reference",
        "our_reference",
        "level",
        "asked_at",
        "issued_at",
        "cancelled_at",
        "revoked_at",
    ]
    search_fields = ["=reference", "=our_reference", "=serial"]
    exclude = ["tokens"]


def _waiting(*commands: str):
    return ManualRequest.objects.filter(answered_at=None, command__in=commands)


def _queue(title, clause: str, *commands: str) -> Queue:
    asked = f"?answered_at__isempty=1&command__in={','.join(commands)}"
    return Queue(
        title, count=lambda: _waiting(*commands).count(), url=lambda: reverse(LIST) + asked, clause=clause,
        late=lambda: _waiting(*commands).filter(due_at__lt=clock.now()).count(),
        permission="ssl_certs.view_manualrequest",
    )  # fmt: skip


register_queue(
    _queue(gettext_lazy("Certificates to request by hand"), "SSL-10.4a", Command.PLACE, Command.LOOK)
)
register_queue(_queue(gettext_lazy("Certificate requests to give up by hand"), "SSL-6.3", Command.CANCEL))
register_queue(_queue(gettext_lazy("Certificates to revoke by hand"), "SSL-7.2b", Command.REVOKE))
