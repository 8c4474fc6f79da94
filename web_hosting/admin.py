"""The back office of hosting: spaces with their verbs, suspensions, heavy use, restores, changes, decisions, plans."""

from importlib import import_module

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core import clock, display
from core.admin import Queue, ReadOnlyAdmin, VerbAdmin, register_queue

from . import flows, timeline
from .admin_forms import BY_VERB
from .lifecycle import suspending
from .models import (
    HostingAccount,
    HostingDecision,
    HostingPlan,
    HostingSuspension,
    OveruseCase,
    PanelReading,
    PlanChange,
    RestoreRequest,
    UsageSample,
)

ROOMS: tuple[str, ...] = ("panel.admin", "outsourcing.admin")


class HostingVerbAdmin(VerbAdmin):
    """A thing of hosting: its facts are read, its verbs have their forms."""

    shown: tuple[str, ...] = ()
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        return [*self.shown]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)


@admin.register(HostingAccount)
class HostingAccountAdmin(HostingVerbAdmin):
    flow = flows.accounts
    staff_verbs = (
        "suspend", "suspend_at_once", "warn_overuse", "retry", "give_up", "give_notice", "withdraw_notice",
        "keep_data", "reinstate", "enter_breach",
    )  # fmt: skip
    list_display = ["public_id", "domain", "plan", "state", "customer", "paid_through", "next_action_at"]
    list_filter = [
        "state", "plan", "cycle", "panel", "ended_by", ("notice_at", admin.EmptyFieldListFilter),
        ("listed_at", admin.EmptyFieldListFilter), ("refund_by", admin.EmptyFieldListFilter),
        ("payout_reference", admin.EmptyFieldListFilter), ("set_aside_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["customer", "plan"]
    search_fields = ["=public_id", "domain", "=login", "customer__name"]
    date_hierarchy = "paid_through"
    shown = (
        "public_id", "state", "customer", "plan", "domain", "cycle", "panel", "login", "address", "nameservers",
        "signed_at", "paid_at", "immediate", "withdraw_until", "refund_by", "payout_reference", "activated_at",
        "anchor_on", "months_paid", "period_from", "paid_through", "shown_period", "proposal", "notice_at",
        "notice_channel", "notice_in_time", "listed_at", "ended_by", "closed_at", "data_until", "alerted",
        "wanted_plan", "backup_by", "secret_until", "secret_seen_at", "line", "call_at", "call_attempts", "call_error",
    )  # fmt: skip

    def verbs_for(self, request, thing):
        """Only what can be done: a notice to be taken back."""
        unfit = set()
        unfit.add("give_notice" if thing.notice_at else "withdraw_notice")
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] not in unfit]

    @admin.display(description=_("price of the running period"))
    def shown_period(self, account):
        return display.amount(account.period_ht, account.customer.currency)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        account, extra = self.get_object(request, object_id), {}
        if account:
            now = clock.now()
            extra = {
                "line": timeline.life_line(account, clock.local_date(now)),
                "entries": timeline.entries(account, now),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})


@admin.register(HostingSuspension)
class HostingSuspensionAdmin(HostingVerbAdmin):
    flow = flows.suspensions
    staff_verbs = ("be_lifted",)
    list_display = ["account", "ground", "state", "emergency", "opened_at", "lifted_at", "customer"]
    list_filter = ["state", "ground", "emergency"]
    list_select_related = ["account__plan", "customer"]
    search_fields = ["=public_id", "=account__public_id", "account__domain", "customer__name"]
    shown = ("account", "customer", "state", "ground", "clause", "detail", "emergency", "opened_at", "opened_by",
             "gag_until", "told_at", "lifted_at")  # fmt: skip

    def carry_out(self, thing, verb, act, **data):
        """With the last reason the space works again."""
        suspending.lift(thing.account, act, suspension=thing)


@admin.register(OveruseCase)
class OveruseCaseAdmin(HostingVerbAdmin):
    flow = flows.overuses
    staff_verbs = ("stop", "close")
    list_display = ["account", "state", "emergency", "opened_at", "act_at", "answered_at", "customer"]
    list_filter = ["state", "emergency"]
    list_select_related = ["account__plan", "customer"]
    search_fields = ["=public_id", "=account__public_id", "account__domain", "customer__name"]
    shown = ("account", "customer", "state", "seen", "emergency", "opened_at", "opened_by", "act_at", "answer",
             "answered_at", "closed_at")  # fmt: skip


@admin.register(RestoreRequest)
class RestoreRequestAdmin(HostingVerbAdmin):
    flow = flows.restores
    staff_verbs = ("lapse",)
    list_display = ["account", "what", "state", "asked_at", "backup_at", "due_at", "customer"]
    list_filter = ["state", "what"]
    list_select_related = ["account__plan", "customer"]
    search_fields = ["=public_id", "=account__public_id", "account__domain", "customer__name"]
    shown = ("account", "customer", "state", "what", "wanted_on", "note", "asked_at", "asked_by", "backup_at",
             "shown_fee", "proposal", "payable_until", "due_at", "done_at", "result", "call_at",
             "call_error")  # fmt: skip

    @admin.display(description=_("fee before tax"))
    def shown_fee(self, restore):
        return display.amount(restore.fee_ht, restore.customer.currency)


@admin.register(PlanChange)
class PlanChangeAdmin(HostingVerbAdmin):
    flow = flows.changes
    staff_verbs = ("lapse",)
    list_display = ["account", "old", "new", "state", "asked_at", "customer"]
    list_filter = ["state", "new"]
    list_select_related = ["account__plan", "old", "new", "customer"]
    search_fields = ["=public_id", "=account__public_id", "account__domain", "customer__name"]
    shown = ("account", "customer", "state", "old", "new", "asked_at", "asked_by", "days_left", "days_in_period",
             "shown_to_pay", "shown_to_credit", "proposal", "payable_until", "credit_note", "done_at")  # fmt: skip

    @admin.display(description=_("to pay before tax"))
    def shown_to_pay(self, change):
        return display.amount(change.to_pay_ht, change.customer.currency)

    @admin.display(description=_("to credit before tax"))
    def shown_to_credit(self, change):
        return display.amount(change.to_credit_ht, change.customer.currency)


@admin.register(HostingDecision)
class HostingDecisionAdmin(HostingVerbAdmin):
    """Abandoned accounts and breaches: nothing is ended by one person (guard 18)."""

    flow = flows.decisions
    staff_verbs = ("notice", "execute", "withdraw")
    list_display = [
        "account",
        "ground",
        "state",
        "ends_on",
        "entered_by",
        "noticed_by",
        "executed_by",
        "customer",
    ]
    list_filter = ["state", "ground"]
    list_select_related = ["account__plan", "customer"]
    search_fields = ["=public_id", "=account__public_id", "account__domain", "customer__name"]
    shown = ("account", "customer", "state", "ground", "detail", "entered_at", "entered_by", "noticed_at",
             "noticed_by", "ends_on", "executed_at", "executed_by")  # fmt: skip

    def verbs_for(self, request, thing):
        """Only unpaid accounts are noticed; a manager decides."""
        found = super().verbs_for(request, thing)
        unpaid = thing.ground == HostingDecision.Ground.UNPAID
        return [verb for verb in found if verb["name"] != "notice" or unpaid]


@admin.register(HostingPlan)
class HostingPlanAdmin(TranslationAdmin):
    """What is sold; its prices are billing's, each with its days. What was ordered keeps what was pinned."""

    list_display = ["name", "disk_mb", "sites", "mailboxes", "databases", "panel", "enabled", "rank"]
    list_filter = ["enabled", "group", "panel"]
    search_fields = ["name", "code"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(PanelReading)
class PanelReadingAdmin(ReadOnlyAdmin):
    list_display = ["panel", "read_on"]


@admin.register(UsageSample)
class UsageSampleAdmin(ReadOnlyAdmin):
    list_display = ["account", "taken_on", "disk_mb", "sites", "mailboxes", "databases"]
    list_select_related = ["account__plan"]
    search_fields = ["=account__public_id", "account__domain"]
    show_full_result_count = False


def listed(model: str, query: str):
    """The address of a filtered list of the back office."""
    return lambda: f"{reverse(f'admin:web_hosting_{model}_changelist')}?{query}"


def counted(model, late: str = "", **which):
    """How many wait; with `late`, how many of them whose instant has passed."""
    found = model._base_manager.filter(**which)
    if late:
        return lambda: found.filter(**{f"{late}__lt": clock.now()}).count()
    return lambda: found.count()


for _queue in (
    Queue(_("Hosting that could not be set up"), counted(HostingAccount, state="failed"),
          listed("hostingaccount", "state__exact=failed"), "HD-3.1c", permission="web_hosting.view_hostingaccount"),
    Queue(_("Withdrawals from hosting to be paid back"),
          counted(HostingAccount, state="withdrawn", refund_by__isnull=False, payout_reference=""),
          listed("hostingaccount", "state__exact=withdrawn&payout_reference__isempty=1&refund_by__isempty=0"), "C-21",
          permission="web_hosting.view_hostingaccount"),
    Queue(_("Hosting suspended"), counted(HostingSuspension, state="open"),
          listed("hostingsuspension", "state__exact=open"), "HD-4.2", permission="web_hosting.view_hostingsuspension"),
    Queue(_("Heavy scripts"), counted(OveruseCase, state__in=["warned", "answered"]),
          listed("overusecase", "state__in=warned,answered"), "HD-5.1a", late=counted(OveruseCase, state="answered"),
          permission="web_hosting.view_overusecase"),
    Queue(_("Restores under way"), counted(RestoreRequest, state__in=["looking", "restoring"]),
          listed("restorerequest", "state__in=looking,restoring"), "HD-3.7",
          late=counted(RestoreRequest, late="due_at", state="restoring"), permission="web_hosting.view_restorerequest"),
    Queue(_("Hosting deemed abandoned"),
          counted(HostingDecision, state__in=["listed", "noticed", "due"], ground="HD-3.4"),
          listed("hostingdecision", "state__in=listed,noticed,due&ground__exact=HD-3.4"), "HD-3.4",
          late=counted(HostingDecision, state="due", ground="HD-3.4"), permission="web_hosting.view_hostingdecision"),
    Queue(_("Ends of hosting for a breach, to be confirmed"),
          lambda: HostingDecision.objects.filter(state="due").exclude(ground="HD-3.4").count(),
          listed("hostingdecision", "state__exact=due"), "HD-4.5", permission="web_hosting.view_hostingdecision"),
    Queue(_("Data of ended hosting, still kept"), counted(HostingAccount, state="closed"),
          listed("hostingaccount", "state__exact=closed"), "HD-6.3", permission="web_hosting.view_hostingaccount"),
):  # fmt: skip
    register_queue(_queue)

for _room in ROOMS:  # each registers its own pages and queues
    import_module(f"{__package__}.{_room}")
