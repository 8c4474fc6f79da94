"""The back office of certificates: orders with their verbs, each issuance, what is sold, the limits of the day."""

from importlib import import_module

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core import clock
from core.admin import Queue, ReasonForm, VerbAdmin, register_queue

from . import timeline
from .ending import revocations
from .ending.decisions import HARASSMENT
from .ending.forms import BY_VERB
from .flows import certificates, orders
from .lifecycle import installing, reissuing
from .models import Certificate, CertificateProduct, SslOrder, ValidityLimit
from .names import readable

ROOMS: tuple[str, ...] = ("authority.admin", "ending.admin", "validation.admin")
GROUNDS = {
    "SSL-10.5": _("the data given are wrong (SSL-10.5)"),
    "SSL-10.9": _("a forbidden use (SSL-10.9)"),
}


class InstalledForm(ReasonForm):
    """Where it was installed; the reason is the work's note."""

    server = forms.CharField(label=_("Installed on"), max_length=120)
    field_order = ["server", "reason"]


class StaffReissueForm(ReasonForm):
    """Staff act on a certificate for a request of the customer, or on a ground of the contract (SSL-11.3(2))."""

    asked_in = forms.CharField(
        label=_("The customer's request (number of the ticket or mail)"), required=False, max_length=80
    )
    ground = forms.ChoiceField(
        label=_("or the ground in the contract"), required=False, choices=[("", "–"), *GROUNDS.items()]
    )
    field_order = ["asked_in", "ground", "reason"]

    def clean(self):
        data = super().clean()
        if not (data.get("asked_in") or data.get("ground")):
            raise forms.ValidationError(NOBODY_ASKED)
        return data


NOBODY_ASKED = _(
    "Nobody acts on a certificate unasked (SSL-11.3(2)): name the customer's request, or the ground in the contract."
)


class CertificateInline(admin.TabularInline):
    model = Certificate
    extra, can_delete, show_change_link = 0, False, True
    fields = readonly_fields = ["number", "state", "issued_at", "not_after", "serial", "revoked_at"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(SslOrder)
class SslOrderAdmin(VerbAdmin):
    flow = orders
    staff_verbs: tuple[str, ...] = (
        "installed", "ask_reissue", "enter_cancellation", "give_notice", "withdraw_notice", "enter_notice",
        "end_for_force_majeure", "enter_decision", "end_for_harassment",
    )  # fmt: skip
    forms_of = {"installed": InstalledForm, "ask_reissue": StaffReissueForm} | BY_VERB
    list_display = [
        "public_id",
        "main_name",
        "product",
        "state",
        "customer",
        "live_until",
        "term_ends_on",
        "next_action_at",
    ]
    list_filter = [
        "state", "product__level", "product__kind", "installation", ("installed_at", admin.EmptyFieldListFilter),
        ("set_aside_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["customer", "product"]
    search_fields = ["=public_id", "names", "customer__name", "certificates__serial"]
    date_hierarchy = "term_ends_on"
    show_full_result_count = False
    fields = [
        "public_id", "state", "customer", "product", "shown_names", "names_bought", "licences", "installation",
        "installed_at", "ordered_at", "paid_at", "cancel_until", "term_started_on", "term_ends_on", "live_until",
        "reissue_on", "auto_reissue", "ended_by", "notice_at", "ends_on", "locked_at", "refusal", "predecessor", "line",
        "shown_organisation", "shown_contact",
    ]  # fmt: skip
    inlines = [CertificateInline]

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=_("name"))
    def main_name(self, order):
        return order.main_name

    @admin.display(description=_("names"))
    def shown_names(self, order):
        return _lines((readable(name),) for name in order.names)

    @admin.display(description=_("organisation"))
    def shown_organisation(self, order):
        own = order.organisation or {}
        return _lines(
            (own[key],) for key in ("name", "ice", "rc", "address", "city", "phone") if own.get(key)
        )

    @admin.display(description=_("technical contact"))
    def shown_contact(self, order):
        tech = (order.contacts or {}).get("tech", {})
        return _lines((tech[key],) for key in ("full_name", "email", "phone") if tech.get(key))

    def verb_form(self, verb):
        return self.forms_of.get(verb) or super().verb_form(verb)

    def verbs_for(self, request, thing):
        """Installing where it was ordered and is not done (SSL-9.4); an end for threats is a manager's (SSL-12.2)."""
        unfit = set() if thing.installation and not thing.installed_at else {"installed"}
        if not request.user.has_perm(HARASSMENT):
            unfit.add("end_for_harassment")
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] not in unfit]

    def carry_out(self, thing, verb, act, **data):
        """A reissue by staff is the same request again: the customer's key, names and ways."""
        if verb == "ask_reissue":
            reissuing.for_customer(thing, act, **data)
        else:
            super().carry_out(thing, verb, act, **data)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        order, extra = self.get_object(request, object_id), {}
        if order:
            now, issued = clock.now(), list(order.certificates.defer("csr", "pem", "chain"))
            extra["line"] = timeline.life_line(
                order, issued, ValidityLimit.objects.all(), clock.local_date(now)
            )
            extra["entries"] = timeline.entries(order, now)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})


@admin.register(Certificate)
class CertificateAdmin(VerbAdmin):
    flow = certificates
    staff_verbs: tuple[str, ...] = ("revoke",)
    list_display = [
        "public_id",
        "order",
        "number",
        "state",
        "customer",
        "not_after",
        "call_at",
        "call_attempts",
    ]
    list_filter = ["state", "authority", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["order__product", "customer"]
    search_fields = ["=public_id", "=serial", "=reference", "names", "customer__name"]
    date_hierarchy = "not_after"
    show_full_result_count = False
    fields = [
        "public_id", "state", "customer", "order", "number", "shown_names", "key", "days", "authority", "reference",
        "requested_at", "tokens_expire_at", "issued_at", "serial", "not_before", "not_after", "replaces",
        "refusal_code", "refusal", "revocation_reason", "revocation_requested_at", "revocation_sent_at", "revoked_at",
        "call_at", "call_attempts", "call_error",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=_("names"))
    def shown_names(self, certificate):
        return _lines((readable(name),) for name in certificate.names)

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)

    def carry_out(self, thing, verb, act, **data):
        """Staff revoke for a customer's request, which they name (SSL-11.3(2))."""
        revocations.ask_for_customer(thing, act, **data)


@admin.register(CertificateProduct)
class CertificateProductAdmin(TranslationAdmin):
    """What is sold; its prices are billing's, each with its days. What was ordered keeps what was pinned."""

    list_display = ["name", "level", "kind", "authority_name", "licences", "warranty", "enabled", "rank"]
    list_filter = ["enabled", "level", "kind", "authority"]
    search_fields = ["name", "code", "brand"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(ValidityLimit)
class ValidityLimitAdmin(admin.ModelAdmin):
    """The authorities' limits by the day of issue (C-09); a row of the past stays."""

    list_display = ["starts_on", "certificate_days", "domain_days", "organisation_days", "source"]
    search_fields = ["source"]

    def has_delete_permission(self, request, obj=None):
        return obj is None or obj.starts_on > clock.local_date(clock.now())


def _lines(rows):
    return format_html_join(mark_safe("<br>"), "<bdi>{}</bdi>", rows) or "–"


def _orders(**which):
    return lambda: SslOrder.objects.filter(**which).count()


def _page(query: str):
    return lambda: f"{reverse('admin:ssl_certs_sslorder_changelist')}?{query}"


SEE = "ssl_certs.view_sslorder"
TO_INSTALL = "installed_at__isempty=1&installation__gt=&state__in=active,reissue_due"
for _queue in (
    Queue(_("Installations to do"), lambda: installing.to_do().count(), _page(TO_INSTALL), "SSL-9.4", permission=SEE),
    Queue(_("Certificates being validated"), _orders(state="validating"), _page("state__exact=validating"),
          "SSL-10.4a", permission=SEE),
    Queue(_("Certificates to be reissued"), _orders(state="reissue_due"), _page("state__exact=reissue_due"), "C-09",
          permission=SEE),
    Queue(_("Refused by the authority"), _orders(state="refused"), _page("state__exact=refused"), "SSL-13.2",
          permission=SEE),
):  # fmt: skip
    register_queue(_queue)

for _room in ROOMS:  # each registers its own pages and queues
    import_module(f"{__package__}.{_room}")
