"""The back office of transfers: codes to give, names under way to us, transfers away to answer; late ones on top."""

from django import forms
from django.contrib import admin
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, display
from core.acts import act_of
from core.admin import Queue, ReasonForm, VerbAdmin, register_queue
from domains.models import CodeRequest, Proceeding, TransferIn, TransferOut

from . import arrivals, departures, proceedings, watching


class GroundForm(ReasonForm):
    """On which ground; that a coming period is not paid is none (C-07)."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=TransferOut.Ground.choices,
        help_text=gettext_lazy("ICANN allows no other; expiry or an unpaid future period is none."),
    )


class GiveCodeForm(ReasonForm):
    """The code as the registry gave it."""

    code = forms.CharField(
        label=gettext_lazy("Authorisation code"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ClockedAdmin(VerbAdmin):
    """What is open comes first, what is due soonest on top; `due` names the clock's field and its clause."""

    due: tuple[str, str]
    open_states: tuple[str, ...]
    show_full_result_count = False

    def get_ordering(self, request):
        still_open = When(state__in=self.open_states, then=Value(0))
        return [Case(still_open, default=Value(1), output_field=IntegerField()), self.due[0], "pk"]

    @admin.display(description=gettext_lazy("due"))
    def clock(self, thing):
        """The instant that counts, with its clause; marked once it has passed."""
        at = getattr(thing, self.due[0])
        if at is None or thing.state not in self.open_states:
            return "–"
        late = f"{_('late')} · " if at < clock.now() else ""
        return format_html(
            "{}{} · {}", late, display.instant(at), getattr(thing, "clause", "") or self.due[1]
        )

    def get_readonly_fields(self, request, obj=None):
        return self.fields


@admin.register(TransferIn)
class TransferInAdmin(ClockedAdmin):
    flow = arrivals.flow
    due, open_states = ("act_by", "DN-6.2.1b"), TransferIn.OPEN
    staff_verbs = (
        "go_on",
        "take_back",
        "drop",
        "send_again",
        "decline_again",
        "find_fault",
        "approve_credit",
    )
    list_display = ["name", "state", "customer", "asked_of", "clock", "call_error"]
    list_filter = ["state", "extension__family"]
    list_select_related = ["customer", "extension"]
    search_fields = ["name", "unicode_name", "=public_id", "customer__name"]
    fields = [
        "unicode_name", "name", "state", "customer", "public_id", "ordered_at", "asked_at", "asked_of", "act_by",
        "code_tries", "outcome", "ended_at", "credited_at", "domain", "call_at", "call_attempts", "call_error",
    ]  # fmt: skip


@admin.register(TransferOut)
class TransferOutAdmin(ClockedAdmin):
    flow = departures.flow
    due, open_states = ("act_by", "DN-6.p2"), TransferOut.OPEN
    staff_verbs = ("approve", "refuse")
    list_display = ["domain", "state", "customer", "asked_by", "wish", "clock"]
    list_filter = ["state", "wish"]
    list_select_related = ["domain", "customer"]
    search_fields = ["domain__name", "=public_id", "customer__name"]
    fields = [
        "domain", "state", "customer", "public_id", "asked_by", "asked_at", "noticed_at", "act_by", "wish",
        "wished_at", "ground", "ended_at", "call_at", "call_attempts", "call_error",
    ]  # fmt: skip

    def verb_form(self, verb):
        return GroundForm if verb == "refuse" else super().verb_form(verb)


@admin.register(CodeRequest)
class CodeRequestAdmin(ClockedAdmin):
    flow = watching.flow
    due, open_states = ("target_at", "DN-8.3"), ("asked",)
    staff_verbs = ("give", "refuse_code")
    list_display = ["domain", "state", "customer", "asked_at", "clock", "due_at"]
    list_filter = ["state", "domain__extension__family"]
    list_select_related = ["domain", "customer"]
    search_fields = ["domain__name", "=public_id", "customer__name"]
    fields = [
        "domain", "state", "customer", "public_id", "clause", "asked_at", "asked_by", "target_at", "due_at",
        "given_at", "shown_at", "watch_until",
    ]  # fmt: skip

    def verb_form(self, verb):
        return GiveCodeForm if verb == "give" else super().verb_form(verb)


@admin.register(Proceeding)
class ProceedingAdmin(VerbAdmin):
    flow = proceedings.flow
    staff_verbs = ("close",)
    autocomplete_fields = ["customer"]
    list_display = ["customer", "state", "opened_at", "opened_by", "closed_at"]
    list_filter = ["state"]
    list_select_related = ["customer"]
    fields = ["customer", "detail"]

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("domains.add_proceeding")

    def save_model(self, request, obj, form, change):
        opened = proceedings.open_for(obj.customer, act_of(request, obj.detail))
        obj.pk = opened.pk

    def log_addition(self, request, obj, message):
        """The evidence says who opened them and why."""

    def response_add(self, request, obj, post_url_continue=None):
        return redirect("admin:domains_proceeding_changelist")


def _page(model: str, query: str):
    return lambda: f"{reverse(f'admin:domains_{model}_changelist')}?{query}"


def _late(model, field: str, *states: str):
    return lambda: model.objects.filter(state__in=states, **{f"{field}__lt": clock.now()}).count()


def _open(model, *states: str):
    return lambda: model.objects.filter(state__in=states).count()


register_queue(
    Queue(
        gettext_lazy("Authorisation codes to give"),
        _open(CodeRequest, "asked"),
        _page("coderequest", "state__exact=asked"),
        "C-05",
        late=_late(CodeRequest, "target_at", "asked"),
        permission="domains.view_coderequest",
    )
)
register_queue(
    Queue(
        gettext_lazy("Transfers away to answer"),
        _open(TransferOut, "pending"),
        _page("transferout", "state__exact=pending"),
        "DN-6.p2",
        late=_late(TransferOut, "act_by", "pending"),
        permission="domains.view_transferout",
    )
)
register_queue(
    Queue(
        gettext_lazy("Transfers to us under way"),
        _open(TransferIn, *TransferIn.OPEN),
        _page("transferin", f"state__in={','.join(TransferIn.OPEN)}"),
        "DN-6.2.1b",
        late=_late(TransferIn, "act_by", *TransferIn.OPEN),
        permission="domains.view_transferin",
    )
)
