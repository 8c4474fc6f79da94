"""The gateways as staff see them: attempts, what gateways said, and which method takes which currency (C-35)."""

from django.contrib import admin
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import display
from core.admin import ReadOnlyAdmin, VerbAdmin
from core.templatetags.portal import clause_link

from . import gateways
from .gateways import cmi, paypal, wafacash_code
from .models import BillCode, CardAttempt, GatewayNotice, PaypalOrder
from .models.catalogue import CURRENCIES


class AttemptAdmin(VerbAdmin):
    """An attempt to pay: its gateway moves it, staff read it."""

    list_display = ["started_at", "customer", "shown_payable", "shown_amount", "state", "public_id"]
    list_filter = ["state"]
    list_select_related = ["customer", "proforma", "bundle"]
    search_fields = ["=public_id", "customer__name", "=proforma__number"]
    exclude = ["amount"]
    readonly_fields = ["shown_amount"]

    @admin.display(description=_("to pay"))
    def shown_payable(self, attempt):
        return str(attempt.payable)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, attempt):
        return display.amount(attempt.amount, attempt.currency)


@admin.register(CardAttempt)
class CardAttemptAdmin(AttemptAdmin):
    flow = cmi.flow
    readonly_fields = [*AttemptAdmin.readonly_fields, "what_to_do"]

    @admin.display(description=_("what to do"))
    def what_to_do(self, attempt):
        """A callback that was lost: what a person may do, and what not."""
        waiting = attempt.state == attempt.State.STARTED
        return format_html("{} {}", cmi.AFTERWARDS, clause_link("HD-3.2b")) if waiting else "–"

    search_fields = [*AttemptAdmin.search_fields, "=transaction"]


@admin.register(PaypalOrder)
class PaypalOrderAdmin(AttemptAdmin):
    flow = paypal.flow
    search_fields = [*AttemptAdmin.search_fields, "=order_id", "=capture_id"]


@admin.register(BillCode)
class BillCodeAdmin(AttemptAdmin):
    flow = wafacash_code.flow
    search_fields = [*AttemptAdmin.search_fields, "=code"]


@admin.register(GatewayNotice)
class GatewayNoticeAdmin(ReadOnlyAdmin):
    list_display = ["last_at", "method", "outcome", "about", "times"]
    list_filter = ["method", "outcome"]
    search_fields = ["=about", "body"]
    change_list_template = "admin/billing/notices.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.methods)
        return [path("methodes/", view, name="billing_methods"), *super().get_urls()]

    def methods(self, request):
        """Method × currency, and what this installation offers."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Payment methods")}
        table = {"matrix": gateways.matrix(), "currencies": [code for code, _name in CURRENCIES]}
        return render(request, "admin/billing/methods.html", context | table)
