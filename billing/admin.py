"""The payment desk: transfers to find, documents to read, prices to keep. Buttons are verbs (facts G)."""

from importlib import import_module

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock, display
from core.acts import act_of
from core.admin import Queue, ReadOnlyAdmin, ReasonForm, VerbAdmin, register_queue
from core.transitions import NotAllowed

from . import credit, lifecycle, payments
from .admin_forms import ConfirmForm, GoodwillForm, MatchForm, ReceivedForm
from .models import (
    CreditEntry,
    Order,
    OrderLine,
    Payment,
)
from .terms import BILLING
from .views.documents import stored


# --- payments -----------------------------------------------------------------------------------------
@admin.register(Payment)
class PaymentAdmin(VerbAdmin):
    flow = payments.flow
    staff_verbs = (
        *("take_up", "confirm", "reject", "match"),
        *("dispute", "dispute_won", "charge_back", "reverse", "make_good", "give_up"),
    )
    list_display = ["received_at", "customer", "proforma", "shown_amount", "method", "state", "reference"]
    list_filter = ["state", "method"]
    list_select_related = ["customer", "proforma"]
    search_fields = ["reference", "=public_id", "=proforma__number", "customer__name"]
    exclude = ["slip", "amount", "allocated", "to_credit", "left", "stamp", "made_good"]
    readonly_fields = [
        "shown_amount",
        "difference",
        "shown_slip",
        "shown_allocated",
        "shown_to_credit",
        "shown_stamp",
        "shown_owed",
    ]

    def has_add_permission(self, request):
        return request.user.has_perm("billing.change_payment")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else ReceivedForm

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj else ReceivedForm.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else ()

    def save_model(self, request, obj, form, change):
        """A transfer seen on the statement is booked, or waits for its owner."""
        data = form.cleaned_data
        act = act_of(request, gettext("seen on the bank statement"))
        booked = payments.received(
            data["amount"], data["reference"], data["value_date"], act, currency=obj.currency
        )
        obj.__dict__.update(booked.__dict__)

    def verbs_for(self, request, thing):
        """What is no longer claimed is given up by who may; what nobody owes is not made good."""
        found = super().verbs_for(request, thing)
        unfit = set() if request.user.has_perm("billing.give_up_payment") else {"give_up"}
        if not thing.owed:
            unfit |= {"make_good", "give_up"}
        return [verb for verb in found if verb["name"] not in unfit]

    def verb_form(self, verb):
        return {"confirm": ConfirmForm, "match": MatchForm}.get(verb, ReasonForm)

    def get_urls(self):
        view = self.admin_site.admin_view(self.slip)
        return [path("<path:object_id>/slip/", view, name="billing_payment_slip"), *super().get_urls()]

    def slip(self, request, object_id):
        """The slip, for staff who may see payments."""
        payment = get_object_or_404(self.get_queryset(request), pk=object_id, slip__isnull=False)
        return stored(payment.slip, f"{payment.public_id}")

    @admin.display(description=_("slip"))
    def shown_slip(self, payment):
        if not payment.slip_id:
            return "–"
        url = reverse("admin:billing_payment_slip", args=[payment.pk])
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, _("Open the slip"))

    @admin.display(description=_("difference with what is to pay"))
    def difference(self, payment):
        if not payment.proforma:
            return "–"
        return display.amount(payment.amount - payment.proforma.remaining, payment.currency)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, payment):
        return display.amount(payment.amount, payment.currency)

    @admin.display(description=_("paid on the proforma"))
    def shown_allocated(self, payment):
        return display.amount(payment.allocated, payment.currency)

    @admin.display(description=_("stamp duty on top"))
    def shown_stamp(self, payment):
        return display.amount(payment.stamp, payment.currency)

    @admin.display(description=_("owed since it was taken back"))
    def shown_owed(self, payment):
        return display.amount(payment.owed, payment.currency)

    @admin.display(description=_("put on the credit account"))
    def shown_to_credit(self, payment):
        return display.amount(payment.to_credit, payment.currency)


# --- orders -------------------------------------------------------------------------------------------
class OrderLineInline(admin.TabularInline):
    model = OrderLine
    fk_name = "order"
    extra = 0
    can_delete = False
    fields = readonly_fields = ["description", "subject", "quantity", "paid_at", "taken_at", "outcome"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Order)
class OrderAdmin(VerbAdmin):
    flow = lifecycle.orders
    list_display = ["__str__", "customer", "state", "confirmed_at"]
    list_filter = ["state"]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "customer__name", "lines__subject"]
    inlines = [OrderLineInline]


# --- the credit account -------------------------------------------------------------------------------
@admin.register(CreditEntry)
class CreditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "customer", "kind", "amount_shown", "balance_shown", "about", "actor"]
    list_filter = ["kind"]
    list_select_related = ["customer"]
    search_fields = ["customer__name", "=about"]

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("billing.add_creditentry")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else GoodwillForm

    def save_model(self, request, obj, form, change):
        data, kind = form.cleaned_data, CreditEntry.Kind.GOODWILL
        act = act_of(request, data["reason"])
        try:
            entry = credit.enter(data["customer"], data["amount"], kind, data["customer"].public_id, act)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            obj.__dict__.update(entry.__dict__)

    @admin.display(description=_("amount"))
    def amount_shown(self, entry):
        return display.amount(entry.amount, entry.currency)

    @admin.display(description=_("balance"))
    def balance_shown(self, entry):
        return display.amount(entry.balance, entry.currency)


# --- queues -------------------------------------------------------------------------------------------
def _waiting():
    return Payment.objects.filter(state__in=payments.WAITING)


def _late() -> int:
    return _waiting().filter(received_at__lt=clock.now() - BILLING.confirmation_target).count()


def _listed(states) -> str:
    return reverse("admin:billing_payment_changelist") + "?state__in=" + ",".join(states)


register_queue(
    Queue(
        _("Payments to confirm"),
        count=lambda: _waiting().count(),
        url=lambda: _listed(payments.WAITING),
        clause="C-26",
        late=_late,
        permission="billing.view_payment",
    )
)
register_queue(
    Queue(
        _("Money without an owner"),
        count=lambda: Payment.objects.filter(state=Payment.State.UNMATCHED).count(),
        url=lambda: _listed(["unmatched"]),
        clause="HD-3.2b",
        permission="billing.view_payment",
    )
)

ROOMS = (
    "admin_documents",
    "admin_gateways",
    "cash.admin",
    "dunning.admin",
    "figures.admin",
    "ledger.admin",
    "pricing.admin",
    "promotions.admin",
    "rates.admin",
    "refunds.admin",
    "statements.admin",
)
for _room in ROOMS:  # each registers its own pages and queues
    import_module(f"{__package__}.{_room}")
