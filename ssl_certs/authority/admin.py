"""Authority work by hand: staff do it at the authority's web site and type what it shows (SSL-10.4a)."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from core import clock
from core.admin import ReadOnlyAdmin, register_queue
from core.by_hand_admin import ByHandAdmin, by_hand_queue
from ssl_certs.organisation import described

from .forms import FORMS
from .models import ManualRequest, SandboxIssue

Command = ManualRequest.Command


@admin.register(ManualRequest)
class ManualRequestAdmin(ByHandAdmin):
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
    list_filter = [*ByHandAdmin.list_filter, "authority"]
    search_fields = ["=thread", "=reference"]
    ordering = ["due_at"]
    answer_template = "admin/ssl_certs/answer.html"
    type_label, answer_label = gettext_lazy("Type the authority's answer"), gettext_lazy("Authority's answer")

    def answer_form(self, asked, data):
        return FORMS[asked.command](*data, asked=asked, now=clock.now())

    def answer_context(self, asked):
        return {"organisation": described(asked.details.get("organisation"))}


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


for _title, _clause, *_commands in (
    (gettext_lazy("Certificates to request by hand"), "SSL-10.4a", Command.PLACE, Command.LOOK),
    (gettext_lazy("Certificate requests to give up by hand"), "SSL-6.3", Command.CANCEL),
    (gettext_lazy("Certificates to revoke by hand"), "SSL-7.2b", Command.REVOKE),
):
    register_queue(by_hand_queue(_title, ManualRequest, _clause, *_commands))
