"""The back office of terminations: entered by one person or by the clock, executed by another (guard 18)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import Queue, VerbAdmin, register_queue
from servers.models import ServerDecision

from . import decisions


@admin.register(ServerDecision)
class ServerDecisionAdmin(VerbAdmin):
    flow = decisions.flow
    staff_verbs = ("execute", "withdraw")
    list_display = ["server", "ground", "state", "entered_by", "executed_by", "gag_until"]
    list_filter = ["state", "ground"]
    list_select_related = ["server__product", "customer"]
    search_fields = ["=public_id", "=server__public_id", "server__hostname", "customer__name", "reference"]
    fields = ["server", "customer", "ground", "reference", "detail", "note", "state", "entered_at", "entered_by",
              "executed_at", "executed_by", "gag_until", "told_at"]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.fields


register_queue(
    Queue(_("Terminations of servers to execute"), lambda: ServerDecision.objects.filter(state="entered").count(),
          lambda: f"{reverse('admin:servers_serverdecision_changelist')}?state__exact=entered", "SRV-7.1.3",
          permission="servers.view_serverdecision")
)  # fmt: skip
