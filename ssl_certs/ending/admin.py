"""The back office of endings: cancellations and refunds with their clocks, decisions and stops of two people."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from billing.papers_admin import DocumentedAdmin
from core import clock, display
from core.acts import act_of
from core.admin import Queue, ReadOnlyAdmin, register_queue
from ssl_certs.models import (
    AuthorityStop,
    Certificate,
    Ground,
    SslCancellation,
    SslDecision,
    SslOrder,
    StopNotice,
)
from ssl_certs.terms import HANDLING

from . import cancellations, decisions, stops
from .forms import BY_VERB, StopForm

SHOWN = 200  # orders of a preview
GOODWILL = "ssl_certs.grant_goodwill"


class _EndingAdmin(DocumentedAdmin):
    """A request or a decision: its facts, its paper, and its verbs with their forms."""

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)


@admin.register(SslCancellation)
class SslCancellationAdmin(_EndingAdmin):
    flow = cancellations.flow
    staff_verbs = ("accept", "refuse", "grant_goodwill", "withdraw")
    list_display = [
        "order",
        "customer",
        "state",
        "channel",
        "asked_at",
        "decide_by",
        "refund_by",
        "shown_amount",
    ]
    list_filter = ["state", "channel", "refund", "goodwill", "reason"]
    list_select_related = ["order__product", "customer"]
    search_fields = ["=public_id", "=order__public_id", "customer__name", "payout_reference"]
    shown = (
        "order", "customer", "state", "reason", "detail", "refund", "channel", "source", "asked_at", "shown_in_time",
        "entered_at", "entered_by", "decide_by", "goodwill", "ended_at", "credit_note", "shown_amount",
        "shown_paid_out", "refund_by", "payout_reference", "settled_at",
    )  # fmt: skip

    def verbs_for(self, request, thing):
        """Only what the day of the request allows; a goodwill is a manager's (SSL-6.1, SSL-13.3)."""
        unfit = {"refuse", "grant_goodwill"} if thing.in_time else {"accept"}
        if not request.user.has_perm(GOODWILL):
            unfit.add("grant_goodwill")
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] not in unfit]

    @admin.display(description=_("inside the twenty days"), boolean=True)
    def shown_in_time(self, request):
        return request.in_time

    @admin.display(description=_("amount with tax"), ordering="amount")
    def shown_amount(self, request):
        return display.amount(request.amount, request.currency)

    @admin.display(description=_("of which paid back"))
    def shown_paid_out(self, request):
        return display.amount(request.paid_out, request.currency)


@admin.register(SslDecision)
class SslDecisionAdmin(_EndingAdmin):
    flow, paper = decisions.flow, "document"
    staff_verbs = ("execute", "lift", "withdraw")
    list_display = ["order", "effect", "ground", "state", "entered_by", "executed_by", "gag_until"]
    list_filter = ["state", "effect", "ground"]
    list_select_related = ["order__product", "customer"]
    search_fields = ["=public_id", "=order__public_id", "customer__name", "reference"]
    shown = ("order", "customer", "effect", "ground", "reference", "detail", "note", "state", "entered_at",
             "entered_by", "executed_at", "executed_by", "gag_until", "told_at", "lifted_at")  # fmt: skip

    def verbs_for(self, request, thing):
        """Only a lock is lifted; what is decided for threats against staff is a manager's (SSL-12.2)."""
        unfit = set() if thing.effect == SslDecision.Effect.LOCK else {"lift"}
        if thing.ground == Ground.HARASSMENT and not request.user.has_perm(decisions.HARASSMENT):
            unfit.add("execute")
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] not in unfit]


@admin.register(AuthorityStop)
class AuthorityStopAdmin(_EndingAdmin):
    """Prepared here by one person; its page shows who would be told, and then who was."""

    flow = stops.flow
    staff_verbs = ("confirm", "withdraw")
    list_display = ["authority", "effective_on", "state", "prepared_by", "confirmed_by"]
    list_filter = ["state"]
    shown = ("authority", "shown_products", "effective_on", "words", "replacement", "state", "prepared_at",
             "prepared_by", "confirmed_at", "confirmed_by", "shown_concerned", "shown_told")  # fmt: skip

    def has_add_permission(self, request):
        return request.user.has_perm("ssl_certs.add_authoritystop")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else StopForm

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj else StopForm.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else ()

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        stop = stops.prepare(
            data["authority"], data["effective_on"], data["words"], act_of(request), data["replacement"],
            data["products"],
        )  # fmt: skip
        obj.__dict__.update(stop.__dict__)

    @admin.display(description=_("products concerned"))
    def shown_products(self, stop):
        return ", ".join(stop.products) or _("all of the authority’s")

    @admin.display(description=_("orders still to be told"))
    def shown_concerned(self, stop):
        """The preview before a second person confirms."""
        found = stops.concerned(stop)
        rows = found.select_related("product", "customer").order_by("pk")[:SHOWN]
        url = "admin:ssl_certs_sslorder_change"
        listed = format_html_join("", '<li><a href="{}">{}</a> – <bdi>{}</bdi></li>',
                                  ((reverse(url, args=[o.pk]), o, o.customer) for o in rows))  # fmt: skip
        return format_html("{}<ul>{}</ul>", found.count(), listed)

    @admin.display(description=_("orders told"))
    def shown_told(self, stop):
        url = reverse("admin:ssl_certs_stopnotice_changelist")
        return format_html('<a href="{}?stop__id__exact={}">{}</a>', url, stop.pk, stop.notices.count())


@admin.register(StopNotice)
class StopNoticeAdmin(ReadOnlyAdmin):
    """Who was told of a stop, at which addresses (SSL-11.4)."""

    list_display = ["order", "customer", "told_at", "ends_on", "sent_to"]
    list_filter = ["stop"]
    list_select_related = ["order__product", "customer"]
    search_fields = ["=order__public_id", "customer__name"]


def _listed(model, query: str):
    return lambda: f"{reverse(f'admin:ssl_certs_{model}_changelist')}?{query}"


def _requests(**which):
    return lambda: SslCancellation.objects.filter(**which).count()


def _late_requests(state: str, field: str):
    return lambda: SslCancellation.objects.filter(state=state, **{f"{field}__lt": clock.now()}).count()


def _late_revocations() -> int:
    since = clock.now() - HANDLING.revocation
    return Certificate.objects.filter(state="revoking", revocation_requested_at__lt=since).count()


def _stops() -> int:
    return AuthorityStop.objects.filter(state__in=["prepared", "announcing"]).count()


for _queue in (
    Queue(_("Cancellations of certificates to handle"), _requests(state="asked"),
          _listed("sslcancellation", "state__exact=asked"), "SSL-6.2",
          late=_late_requests("asked", "decide_by"), permission="ssl_certs.view_sslcancellation"),
    Queue(_("Certificates to be paid back"), _requests(state="refund_due"),
          _listed("sslcancellation", "state__exact=refund_due"), "SSL-6.3",
          late=_late_requests("refund_due", "refund_by"), permission="ssl_certs.view_sslcancellation"),
    Queue(_("Revocations under way"), lambda: Certificate.objects.filter(state="revoking").count(),
          _listed("certificate", "state__exact=revoking"), "SSL-7.2b", late=_late_revocations,
          permission="ssl_certs.view_certificate"),
    Queue(_("Certificates under notice"),
          lambda: SslOrder.objects.filter(state__in=SslOrder.CANCELLABLE, ends_on__isnull=False).count(),
          _listed("sslorder", "ends_on__isnull=False&state__in=" + ",".join(SslOrder.CANCELLABLE)), "SSL-8.1a",
          permission="ssl_certs.view_sslorder"),
    Queue(_("Decisions about certificates to execute"),
          lambda: SslDecision.objects.filter(state="entered").count(),
          _listed("ssldecision", "state__exact=entered"), "SSL-12.1", permission="ssl_certs.view_ssldecision"),
    Queue(_("Stops of authorities to confirm"), _stops,
          _listed("authoritystop", "state__in=prepared,announcing"), "SSL-11.4",
          permission="ssl_certs.view_authoritystop"),
):  # fmt: skip
    register_queue(_queue)
