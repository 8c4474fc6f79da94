"""The back office of outsourcing: missions to be estimated and worked, contracts with their checklist (HD-2.3)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock, display
from core.admin import Queue, VerbAdmin, register_queue
from web_hosting import flows
from web_hosting.admin_forms import BY_VERB

from .models import Mission, MissionQuote, OnboardingStep, OutsourcingContract, TimeEntry


class _ReadOnlyInline(admin.TabularInline):
    extra, can_delete = 0, False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class QuoteInline(_ReadOnlyInline):
    model = MissionQuote
    show_change_link = True
    fields = readonly_fields = ["number", "state", "minutes", "valid_until", "accepted_at", "credit_note"]


class TimeInline(_ReadOnlyInline):
    model = TimeEntry
    fields = readonly_fields = ["worked_on", "minutes", "words", "entered_by"]


class ChecklistInline(_ReadOnlyInline):
    model = OnboardingStep
    fields = readonly_fields = ["kind", "done_at", "done_by", "note"]


class _OutsourcingAdmin(VerbAdmin):
    """Facts that are read, verbs with their forms."""

    shown: tuple[str, ...] = ()

    def get_fields(self, request, obj=None):
        return [*self.shown]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)


@admin.register(Mission)
class MissionAdmin(_OutsourcingAdmin):
    flow = flows.missions
    staff_verbs = ("offer", "log_time", "finish", "give_up")
    list_display = ["title", "task", "state", "customer", "asked_at", "quote_by"]
    list_filter = ["state", "task"]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "title", "customer__name"]
    shown = ("public_id", "state", "customer", "task", "title", "purpose", "about", "asked_at", "asked_by", "quote_by",
             "shown_paid", "shown_worked", "finished_at", "credited_minutes", "report")  # fmt: skip
    inlines = [QuoteInline, TimeInline]

    @admin.display(description=_("minutes paid"))
    def shown_paid(self, mission):
        return mission.paid_minutes

    @admin.display(description=_("minutes worked"))
    def shown_worked(self, mission):
        return mission.worked_minutes


@admin.register(MissionQuote)
class MissionQuoteAdmin(_OutsourcingAdmin):
    flow = flows.quotes
    staff_verbs = ("decline",)
    list_display = ["mission", "number", "state", "minutes", "valid_until", "customer"]
    list_filter = ["state"]
    list_select_related = ["mission", "customer"]
    search_fields = ["=public_id", "mission__title", "customer__name"]
    shown = ("mission", "customer", "number", "state", "minutes", "shown_rate", "shown_amount", "words", "digest",
             "offered_at", "offered_by", "valid_until", "accepted_at", "proposal", "payable_until",
             "credit_note")  # fmt: skip

    @admin.display(description=_("rate of an hour before tax"))
    def shown_rate(self, quote):
        return display.amount(quote.rate_ht, quote.customer.currency)

    @admin.display(description=_("amount before tax"))
    def shown_amount(self, quote):
        return display.amount(quote.amount_ht, quote.customer.currency)


@admin.register(OutsourcingContract)
class OutsourcingContractAdmin(_OutsourcingAdmin):
    flow = flows.contracts
    staff_verbs = ("tick", "give_notice")
    list_display = ["label", "state", "customer", "started_on", "paid_through", "onboarded_at"]
    list_filter = ["state", ("onboarded_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "label", "customer__name"]
    shown = ("public_id", "state", "customer", "label", "about", "signed_at", "started_on", "months_paid",
             "period_from", "paid_through", "proposal", "notice_at", "notice_channel", "notice_in_time",
             "onboarded_at",
             "ended_at")  # fmt: skip
    inlines = [ChecklistInline]


def _listed(model: str, query: str):
    return lambda: f"{reverse(f'admin:web_hosting_{model}_changelist')}?{query}"


def _missions(**which):
    return lambda: Mission.objects.filter(**which).count()


for _queue in (
    Queue(_("Missions to be estimated"), _missions(state="asked"), _listed("mission", "state__exact=asked"),
          "HD-2.3.1", late=lambda: Mission.objects.filter(state="asked", quote_by__lt=clock.now()).count(),
          permission="web_hosting.view_mission"),
    Queue(_("Missions to be worked"), _missions(state="working"), _listed("mission", "state__exact=working"),
          "HD-2.3.1", permission="web_hosting.view_mission"),
    Queue(_("Outsourcing to be set up"),
          lambda: OutsourcingContract.objects.filter(state="active", onboarded_at=None).count(),
          _listed("outsourcingcontract", "state__exact=active&onboarded_at__isempty=1"), "HD-2.3.2(1)",
          permission="web_hosting.view_outsourcingcontract"),
):  # fmt: skip
    register_queue(_queue)
