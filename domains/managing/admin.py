"""The back office of changes at the registry: what was refused, what is late, addresses nobody has confirmed."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, ReadOnlyAdmin, VerbAdmin, register_queue
from domains.changes import lifecycle
from domains.changes.told import lines
from domains.models import AddressVerification, ContactReview, RegistryChange

from .lifecycle import drop_verification, end_verification, verifications
from .terms import MANAGING


def late_changes():
    """Sent, and not answered in reasonable time (DN-8.2)."""
    return RegistryChange.objects.filter(state="sending", asked_at__lt=clock.now() - MANAGING.change_late)


class LateFilter(admin.SimpleListFilter):
    title = _("late")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [("1", _("not answered in time"))]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=late_changes().values("pk")) if self.value() else queryset


@admin.register(RegistryChange)
class RegistryChangeAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("send_again", "give_up")
    list_display = [
        "domain",
        "kind",
        "subject",
        "state",
        "refusal_code",
        "asked_at",
        "settled_at",
        "call_attempts",
    ]
    list_filter = ["state", LateFilter, "kind", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["domain"]
    search_fields = ["domain__name", "domain__unicode_name", "=public_id", "=domain__public_id"]
    date_hierarchy = "asked_at"
    fields = [
        "domain", "kind", "subject", "state", "shown_wanted", "effective_on", "shown_late", "clause", "asked_at",
        "asked_by", "settled_at", "call_at", "call_attempts", "call_error", "refusal_code", "shown_refusal",
        "public_id",
    ]  # fmt: skip
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=_("wanted"))
    def shown_wanted(self, change):
        """What the registry was asked for; a code is never shown."""
        if change.kind in ("auth_code", "hold"):
            return "…"
        wanted = {"nameservers": change.wanted.get("hosts", []), "ds_records": change.wanted.get("ds", []),
                  "glue": [{"name": change.subject, **change.wanted}], "locked": change.wanted.get("on"),
                  "contacts": change.wanted}  # fmt: skip
        return format_html_join("\n", "{}<br>", ((line,) for line in lines(change, wanted)))

    @admin.display(description=_("told late"), boolean=True)
    def shown_late(self, change):
        """Later than the contract allows after it took effect (DN-7.3.1)."""
        return change.told_late

    @admin.display(description=_("why refused"))
    def shown_refusal(self, change):
        """In the reader's words, and what to do."""
        return change.refusal or "–"


@admin.register(AddressVerification)
class AddressVerificationAdmin(VerbAdmin):
    flow = verifications
    staff_verbs = ("drop_verification",)
    list_display = ["address", "customer", "state", "asked_at", "confirmed_at"]
    list_filter = ["state"]
    list_select_related = ["customer"]
    search_fields = ["address", "customer__name", "=public_id"]
    fields = [
        "address",
        "customer",
        "state",
        "asked_at",
        "confirmed_at",
        "stopped",
        "next_action_at",
        "public_id",
    ]

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def carry_out(self, thing, verb, act, **data):
        """Whoever drops a verification puts the names back that it had stopped."""
        end_verification(thing, drop_verification, act)


@admin.register(ContactReview)
class ContactReviewAdmin(ReadOnlyAdmin):
    list_display = ["customer", "state", "confirmed_at", "asked_at"]
    list_filter = ["state"]
    list_select_related = ["customer"]
    search_fields = ["customer__name"]


class ChangeInline(admin.TabularInline):
    """The sync state of a name: every change that the registry was or is to be told."""

    model = RegistryChange
    extra = 0
    can_delete = False
    show_change_link = True
    fields = readonly_fields = ["kind", "subject", "state", "asked_at", "settled_at", "refusal_code"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def _page(model: str, query: str):
    return lambda: f"{reverse(f'admin:domains_{model}_changelist')}?{query}"


for _queue in (
    Queue(_("Changes refused by a registry"), lambda: RegistryChange.objects.filter(state="failed").count(),
          _page("registrychange", "state__exact=failed"), "DN-8.2", permission="domains.view_registrychange"),
    Queue(_("Changes late at a registry"), lambda: late_changes().count(), _page("registrychange", "late=1"),
          "DN-A2-6(1)", late=lambda: late_changes().count(), permission="domains.view_registrychange"),
    Queue(_("Holders' addresses not confirmed"), lambda: AddressVerification.objects.filter(state="overdue").count(),
          _page("addressverification", "state__exact=overdue"), "DN-9.5(1)",
          permission="domains.view_addressverification"),
):  # fmt: skip
    register_queue(_queue)
