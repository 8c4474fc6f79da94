"""The back office of certificates: orders, certificates and their verbs; each room adds its pages and queues."""

from importlib import import_module

from django.contrib import admin

from core.admin import VerbAdmin

from .ending import revocations
from .ending.forms import BY_VERB
from .flows import certificates, orders
from .models import Certificate, SslOrder

ROOMS = ("ending.admin",)


class CertificateInline(admin.TabularInline):
    model = Certificate
    extra = 0
    can_delete = False
    show_change_link = True
    fields = readonly_fields = ["number", "state", "not_after", "revocation_requested_at", "revoked_at"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(SslOrder)
class SslOrderAdmin(VerbAdmin):
    flow = orders
    staff_verbs = (
        "enter_cancellation",
        "give_notice",
        "withdraw_notice",
        "end_for_force_majeure",
        "enter_decision",
    )
    list_display = ["__str__", "customer", "state", "ordered_at", "cancel_until", "term_ends_on", "ends_on"]
    list_filter = ["state", "product__level", "ended_by", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["product", "customer"]
    search_fields = ["=public_id", "customer__name", "names"]
    date_hierarchy = "ordered_at"
    fields = [
        "product", "state", "customer", "public_id", "names", "names_bought", "licences", "ordered_at", "paid_at",
        "cancel_until", "term_started_on", "term_ends_on", "live_until", "reissue_on", "auto_reissue",
        "ended_by", "notice_at", "ends_on", "refusal",
    ]  # fmt: skip
    inlines = [CertificateInline]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)


@admin.register(Certificate)
class CertificateAdmin(VerbAdmin):
    flow = certificates
    staff_verbs = ("revoke",)
    list_display = ["__str__", "state", "customer", "authority", "not_after", "revocation_requested_at"]
    list_filter = ["state", "authority", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["order__product", "customer"]
    search_fields = ["=public_id", "=serial", "=reference", "customer__name"]
    fields = [
        "order", "number", "state", "customer", "public_id", "names", "key", "days", "authority", "reference",
        "requested_at", "issued_at", "serial", "not_before", "not_after", "replaces", "refusal_code", "refusal",
        "revocation_reason", "revocation_requested_at", "revocation_sent_at", "revoked_at", "call_at",
        "call_attempts", "call_error",
    ]  # fmt: skip
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)

    def carry_out(self, thing, verb, act, **data):
        revocations.ask_for_customer(thing, act, **data)


for _room in ROOMS:  # each registers its own pages and queues
    import_module(f"{__package__}.{_room}")
