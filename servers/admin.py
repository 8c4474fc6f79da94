"""The back office of servers: queues with their clocks, servers with their verbs, the inventory, what is sold."""

from importlib import import_module

from django.contrib import admin
from django.db.models import Q
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, VerbAdmin, register_queue

from . import timeline
from .ending.forms import BY_VERB as ENDING
from .flows import servers, tasks
from .lifecycle import checklist
from .managing.staff_console import staff_console
from .models import Address, Server, ServerTask
from .staff_forms import BY_VERB as DELIVERING
from .terms import DELIVERY, RUNNING

ROOMS: tuple[str, ...] = ("admin_catalogue", "ending.admin", "hypervisor.admin", "managing.admin")
DEDICATED, CLOUD = {"assign", "tick", "deliver", "give_console"}, {"try_again"}
WAITING = {"state__in": ["paid", "provisioning"]}


class AddressInline(admin.TabularInline):
    model = Address
    extra, can_delete = 0, False
    fields = readonly_fields = ["ip", "subnet", "leased_at", "reverse"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Server)
class ServerAdmin(VerbAdmin):
    flow = servers
    staff_verbs: tuple[str, ...] = (
        "assign", "tick", "deliver", "try_again", "undo", "suspend", "suspend_at_once", "restore", "not_corrected",
        "flag_degraded", "clear_degraded", "give_console", "note_non_renewal", "take_back_notice", "enter_decision",
    )  # fmt: skip
    forms_of = DELIVERING | ENDING
    change_form_template = "admin/servers/server.html"
    list_display = ["public_id", "hostname", "product", "site", "state", "customer", "starts_at", "term_ends_on",
                    "next_action_at"]  # fmt: skip
    list_filter = [
        "state", "product__kind", "site", "management", "suspended_for",
        ("degraded_since", admin.EmptyFieldListFilter), ("corrected_at", admin.EmptyFieldListFilter),
        ("set_aside_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["customer", "product", "site"]
    search_fields = ["=public_id", "hostname", "customer__name", "=addresses__ip", "=machine__serial"]
    date_hierarchy = "term_ends_on"
    show_full_result_count = False
    fields = [
        "public_id", "state", "customer", "product", "site", "image", "hostname", "management", "backup_by",
        "backup_gb", "extra_ipv4", "cpanel", "leaving", "leaves_on", "cycle", "withdrawal", "machine",
        "shown_checklist", "power",
        "ordered_at", "paid_at", "value_date", "starts_at", "shown_promise", "delivered_at", "term_started_on",
        "term_ends_on", "notice_at", "notice_channel", "suspended_for", "suspended_at", "suspension_text",
        "gag_until", "corrected_at", "degraded_since", "degraded_note", "ended_by", "ended_at", "call_at",
        "call_attempts", "call_error", "line",
    ]  # fmt: skip
    inlines = [AddressInline]

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=_("promised by"))
    def shown_promise(self, server):
        return server.promised_at

    @admin.display(description=_("delivery checklist"))
    def shown_checklist(self, server):
        rows = (
            (("✓" if code in server.checklist else "–"), words) for code, words in checklist.ITEMS.items()
        )
        return format_html_join(mark_safe("<br>"), "{} {}", rows) if not server.product.is_cloud else "–"

    def verbs_for(self, request, thing):
        """Only what fits: a dedicated server is delivered by hand, what is corrected is restored first of all."""
        unfit = DEDICATED if thing.product.is_cloud else CLOUD
        if thing.suspended_for == "billing":
            unfit = unfit | {"restore", "not_corrected"}
        if not thing.corrected_at:
            unfit = unfit | {"not_corrected"}
        unfit = unfit | ({"flag_degraded"} if thing.degraded_since else {"clear_degraded"})
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] not in unfit]

    def verb_form(self, verb):
        return self.forms_of.get(verb) or super().verb_form(verb)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        server, extra = self.get_object(request, object_id), {}
        if server:
            now = clock.now()
            extra["line"] = timeline.life_line(server, clock.local_date(now))
            extra["entries"] = timeline.entries(server, now)
            extra["console"] = server.state in Server.RUNNING and server.product.is_cloud
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def get_urls(self):
        view = self.admin_site.admin_view(lambda request, object_id: staff_console(self, request, object_id))
        return [path("<path:object_id>/console/", view, name="servers_server_console"), *super().get_urls()]


@admin.register(ServerTask)
class ServerTaskAdmin(VerbAdmin):
    flow = tasks
    staff_verbs = ("again", "drop")
    list_display = ["server", "kind", "state", "customer", "asked_at", "call_attempts", "refusal"]
    list_filter = ["state", "kind", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["server__product", "customer"]
    search_fields = ["=public_id", "=server__public_id", "server__hostname", "customer__name"]
    fields = ["public_id", "server", "customer", "kind", "state", "asked_at", "asked_by", "settled_at", "refusal",
              "call_at", "call_attempts", "call_error"]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.fields


def _count(**which):
    return lambda: Server.objects.filter(**which).count()


def _page(query: str):
    return lambda: f"{reverse('admin:servers_server_changelist')}?{query}"


def _late_dedicated() -> int:
    since = clock.now() - DELIVERY.dedicated_red
    return Server.objects.filter(**WAITING, product__kind="dedicated", starts_at__lt=since).count()


def _late_cloud() -> int:
    since = clock.now() - DELIVERY.cloud_alert
    return Server.objects.filter(**WAITING, product__kind="cloud", starts_at__lt=since).count()


def _late_restores() -> int:
    since = clock.now() - RUNNING.restore
    return Server.objects.filter(state="suspended", corrected_at__lt=since).count()


def _quiet():
    """Cut off by us, and nothing said by the customer yet."""
    return Server.objects.filter(~Q(suspended_for="billing"), state="suspended", corrected_at=None).count()


SEE = "servers.view_server"
BY_STATE = "state__in=paid,provisioning&product__kind__exact="
for _queue in (
    Queue(_("Servers to restore: corrected"), _count(state="suspended", corrected_at__isnull=False),
          _page("state__exact=suspended&corrected_at__isempty=0"), "SRV-6.2.1", late=_late_restores, permission=SEE),
    Queue(_("Dedicated servers to deliver"), _count(**WAITING, product__kind="dedicated"),
          _page(f"{BY_STATE}dedicated"), "SRV-3.1", late=_late_dedicated, permission=SEE),
    Queue(_("Cloud servers being prepared"), _count(**WAITING, product__kind="cloud"), _page(f"{BY_STATE}cloud"),
          "SRV-3.2", late=_late_cloud, permission=SEE),
    Queue(_("Servers cut off"), _quiet, _page("state__exact=suspended&suspended_for__in=security,abuse,authority"),
          "SRV-6.2.1", permission=SEE),
    Queue(_("Servers in a degraded mode"), _count(degraded_since__isnull=False), _page("degraded_since__isempty=0"),
          "SRV-6.1.2(6)", permission=SEE),
    Queue(_("Tasks at servers that were refused"), lambda: ServerTask.objects.filter(state="failed").count(),
          lambda: f"{reverse('admin:servers_servertask_changelist')}?state__exact=failed", "SRV-6.1.2(1)",
          permission="servers.view_servertask"),
):  # fmt: skip
    register_queue(_queue)

for _room in ROOMS:  # each registers its own pages and queues
    import_module(f"{__package__}.{_room}")
