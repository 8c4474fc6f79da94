"""The back office of domain names: queues, names with their verbs, extensions, holds, registry work by hand."""

from importlib import import_module

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import clock, display
from core.admin import Queue, VerbAdmin, register_queue

from . import timeline
from .ending.forms import BY_VERB
from .lifecycle import flow
from .managing.admin import ChangeInline
from .models import Domain, Hold
from .prices import of as prices_of

ROOMS = (
    "admin_registry", "comparison.admin", "dns.admin", "ending.admin", "extensions.admin", "files.admin",
    "holder_changes.admin", "messages.admin", "transfers.admin",
)  # fmt: skip


class HoldInline(admin.TabularInline):
    model = Hold
    extra = 0
    can_delete = False
    fields = readonly_fields = ["kind", "state", "detail", "opened_at", "opened_by", "closed_at", "closed_by"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Domain)
class DomainAdmin(VerbAdmin):
    flow = flow
    staff_verbs = (
        "open_hold", "close_holds", "suspend", "enter_decision", "deleted_by_authority", "interrupt_dns",
        "waive_notices", "restore_at_our_cost", "take_over_year", "let_expire", "keep",
    )  # fmt: skip
    list_display = ["name", "state", "customer", "paid_through", "next_action_at", "call_attempts"]
    list_filter = ["state", "extension__family", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "extension"]
    search_fields = ["name", "unicode_name", "=public_id", "customer__name"]
    date_hierarchy = "paid_through"
    fields = [
        "unicode_name", "name", "state", "customer", "public_id", "paid_through", "registry_expires_at", "ordered_at",
        "completed_at", "validation_due_at", "registry_created_at", "term_started_at", "redemption_on", "cancelled_on",
        "cutoff_missed_on", "letting_expire", "locked", "on_hold", "parked_on", "ended_by", "predecessor",
        "call_at", "call_attempts", "call_error",
        "shown_late_surcharge",
        "shown_contacts",
    ]  # fmt: skip
    inlines = [HoldInline, ChangeInline]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=_("late surcharge, before tax"))
    def shown_late_surcharge(self, domain):
        """What the order has pinned (C-03), in the account's currency."""
        return display.amount(domain.late_surcharge, domain.customer.currency)

    @admin.display(description=_("contacts"))
    def shown_contacts(self, domain):
        """Role, name, address: what the registry was given."""
        roles = {"holder": _("Holder"), "admin": _("Administrative contact"), "tech": _("Technical contact")}
        known = ((word, domain.contacts.get(role, {})) for role, word in roles.items())
        rows = ((word, c.get("full_name", ""), c.get("email", "")) for word, c in known)
        return format_html_join(mark_safe("<br>"), "{}: <bdi>{}</bdi> <bdi>{}</bdi>", rows)

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        domain = self.get_object(request, object_id)
        extra = {}
        if domain:
            now = clock.now()
            tags = prices_of(domain, clock.local_date(now))
            extra["line"] = timeline.life_line(domain, tags, clock.local_date(now))
            extra["entries"] = timeline.entries(domain, tags, now)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})


def _names(**which):
    return lambda: Domain.objects.filter(**which).count()


def _page(query: str):
    return lambda: f"{reverse('admin:domains_domain_changelist')}?{query}"


def _late_registrations() -> int:
    return Domain.objects.filter(state="registering", validation_due_at__lt=clock.now()).count()


SEE = "domains.view_domain"
for _queue in (
    Queue(_("Names to register"), _names(state="registering"), _page("state__exact=registering"), "DN-2.4b",
          late=_late_registrations, permission=SEE),
    Queue(_("Names in grace"), _names(state="grace"), _page("state__exact=grace"), "DN-5.2", permission=SEE),
    Queue(_("Missed cut-offs"), _names(state="grace", cutoff_missed_on__isnull=False),
          _page("state__exact=grace&cutoff_missed_on__isnull=False"), "C-01", permission=SEE),
    Queue(_("Names in redemption"), _names(state="redemption"), _page("state__exact=redemption"), "DN-5.3",
          permission=SEE),
    Queue(_("Restores under way"), _names(state="restoring"), _page("state__exact=restoring"), "DN-5.3",
          permission=SEE),
    Queue(_("Open holds"), lambda: Hold.objects.filter(closed_at=None).count(),
          lambda: f"{reverse('admin:domains_hold_changelist')}?closed_at__isempty=1", "DN-A1-2",
          permission="domains.view_hold"),
):  # fmt: skip
    register_queue(_queue)

for _room in ROOMS:  # each registers its own pages and queues
    import_module(f"{__package__}.{_room}")
