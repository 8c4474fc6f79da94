"""The desk of refunds: what is asked for, who approved, where it goes, what was sent. Two persons above the limit."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.models import Refund
from core import clock, display
from core.admin import Queue, ReasonForm, VerbAdmin, register_queue

from . import lifecycle

APPROVE = "billing.approve_refund"


class AccountForm(ReasonForm):
    """The bank account to which the money goes."""

    number = forms.CharField(
        label=_("RIB or IBAN"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    holder = forms.CharField(label=_("Account holder"), max_length=120)


class SentForm(ReasonForm):
    """Under which reference the money was sent."""

    reference = forms.CharField(label=_("Reference of the payment"), max_length=80)


@admin.register(Refund)
class RefundAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("give_account", "approve", "approve_account", "refuse", "send", "arrive", "fail")
    list_display = ["requested_at", "customer", "shown_amount", "method", "state", "due_by", "reference"]
    list_filter = ["state", "method", "currency"]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "customer__name", "reference", "=credit_note__number", "=about"]
    fields = readonly_fields = [
        "customer", "state", "shown_amount", "method", "payment", "credit_note", "about", "reason", "holder",
        "shown_account", "requested_at", "requested_by", "due_by", "approved_at", "approved_by", "sent_at", "sent_by",
        "reference", "ended_at", "why_not", "call_attempts", "call_error",
    ]  # fmt: skip

    def get_queryset(self, request):
        self.shows_account = request.user.has_perm(APPROVE)
        return super().get_queryset(request).select_related("customer", "payment", "credit_note")

    def verbs_for(self, request, thing):
        """Approving is a right of its own; an unchanged account is not approved twice."""
        unfit = set() if request.user.has_perm(APPROVE) else {"approve", "approve_account", "refuse"}
        if thing.approved_by:
            unfit.add("approve_account")
        return [verb for verb in super().verbs_for(request, thing) if verb["name"] not in unfit]

    def verb_form(self, verb):
        return {"give_account": AccountForm, "send": SentForm}.get(verb, ReasonForm)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, refund):
        return display.amount(refund.amount, refund.currency)

    @admin.display(description=_("account"))
    def shown_account(self, refund):
        """In full for who may approve; its end for everybody else."""
        return (
            (refund.destination if self.shows_account else f"… {refund.account_end}")
            if refund.account
            else "–"
        )


def _waiting():
    return Refund.objects.filter(
        Q(state=Refund.State.REQUESTED) | Q(state=Refund.State.APPROVED, call_at=None)
    )


def _listed(state: str) -> str:
    return reverse("admin:billing_refund_changelist") + f"?state__in={state}"


register_queue(
    Queue(
        _("Refunds to approve or to send"),
        count=lambda: _waiting().count(),
        url=lambda: _listed("requested,approved"),
        clause="SSL-6.3",
        late=lambda: _waiting().filter(due_by__lt=clock.now()).count(),
        permission="billing.view_refund",
    )
)
