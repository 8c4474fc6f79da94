"""Differences in the back office: each with the mend that is proposed, one click from it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.admin import Queue, VerbAdmin, register_queue
from domains.models import Difference

from .lifecycle import flow

PUSHED = {"nameservers", "dnssec", "lock", "hold", "contacts"}
TAKEN = {"expiry", "nameservers", "dnssec", "lock", "hold"}


@admin.register(Difference)
class DifferenceAdmin(VerbAdmin):
    flow = flow
    staff_verbs = ("push_ours", "take_theirs", "accept")
    list_display = ["domain", "field", "ours", "theirs", "mend", "state", "found_at"]
    list_filter = ["state", "field", "mend"]
    search_fields = ["domain__name", "domain__unicode_name", "=public_id"]
    list_select_related = ["domain"]
    fields = ["domain", "field", "ours", "theirs", "mend", "state", "found_at", "settled_at", "public_id"]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verbs_for(self, request, thing):
        """Only the mends that this fact knows."""
        fitting = {"accept"} | ({"push_ours"} if thing.field in PUSHED else set())
        fitting |= {"take_theirs"} if thing.field in TAKEN else set()
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] in fitting]


register_queue(
    Queue(
        gettext_lazy("Differences from the registries"),
        count=lambda: Difference.objects.filter(state="open").count(),
        url=lambda: reverse("admin:domains_difference_changelist") + "?state__exact=open",
        clause="DN-8.2",
        permission="domains.view_difference",
    )
)
