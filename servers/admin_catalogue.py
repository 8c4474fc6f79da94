"""The back office of what is sold and of the inventory: machines, networks, addresses."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core.admin import Queue, ReadOnlyAdmin, VerbAdmin, register_queue

from .catalogue import stock
from .flows import machines
from .models import Address, Image, Machine, ServerProduct, Site, Subnet


class _Kept:
    """Rows that orders hang on: edited, taken off sale, never deleted; their code stays."""

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(ServerProduct)
class ServerProductAdmin(_Kept, TranslationAdmin):
    """What is sold; its prices are billing's, each with its days. What was ordered keeps what was pinned."""

    list_display = ["name", "kind", "cpus", "ram", "disk", "traffic", "setup_fee", "enabled", "rank"]
    list_filter = ["enabled", "kind", "sites"]
    search_fields = ["name", "code"]


@admin.register(Site)
class SiteAdmin(_Kept, TranslationAdmin):
    """Where data lie, and under which law (SRV-A3)."""

    list_display = ["name", "country", "clause", "text_version", "enabled", "rank"]
    search_fields = ["name", "code"]


@admin.register(Image)
class ImageAdmin(_Kept, admin.ModelAdmin):
    """Systems that can be installed."""

    list_display = ["name", "source", "enabled", "rank"]
    search_fields = ["name", "code", "source"]


@admin.register(Machine)
class MachineAdmin(VerbAdmin):
    """The stock of machines; a new one is entered here, its life is led by verbs."""

    flow = machines
    staff_verbs = ("be_wiped", "be_repaired", "come_back", "retire")
    list_display = ["serial", "model", "product", "site", "rack", "state", "changed_at"]
    list_filter = ["state", "site", "product"]
    list_select_related = ["product", "site"]
    search_fields = ["=serial", "model", "rack", "=public_id"]
    fields = ["serial", "product", "model", "site", "rack", "management", "state", "changed_at", "note"]
    change_form_template = "admin/servers/machine.html"

    def has_add_permission(self, request):
        return request.user.has_perm("servers.add_machine")

    def get_fields(self, request, obj=None):
        return self.fields if obj else [name for name in self.fields if name not in ("state", "changed_at")]

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else ()


@admin.register(Subnet)
class SubnetAdmin(admin.ModelAdmin):
    """Networks of a site: entering one puts all its addresses into the inventory."""

    list_display = ["network", "site", "gateway"]
    list_filter = ["site"]
    search_fields = ["network"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        row = {"network": obj.network, "gateway": obj.gateway, "resolvers": obj.resolvers}
        obj.__dict__.update(stock(row, obj.site).__dict__)


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    """Each address and who has it."""

    list_display = ["ip", "subnet", "server", "leased_at", "released_at", "reserved", "reverse"]
    list_filter = [("server", admin.EmptyFieldListFilter), "reserved", "subnet__site"]
    list_select_related = ["subnet", "server__product"]
    search_fields = ["=ip", "reverse", "server__hostname"]


def _to_wipe() -> int:
    return Machine.objects.filter(state="to_wipe").count()


register_queue(
    Queue(_("Machines to wipe"), _to_wipe,
          lambda: f"{reverse('admin:servers_machine_changelist')}?state__exact=to_wipe", "SRV-7.1.2",
          permission="servers.view_machine")
)  # fmt: skip
