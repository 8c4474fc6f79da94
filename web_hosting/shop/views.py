"""The shop's pages: the plans side by side, one of them, ordering it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import dunning
from billing.cycles import operation
from billing.prices import currency_of, price_list
from contracts import acceptances
from core import clock
from core.acts import act_of
from web_hosting import ordering, prices
from web_hosting.models import HostingPlan
from web_hosting.outsourcing.terms import MONTHLY
from web_hosting.terms import HOSTING, KEEPING

from .forms import OrderForm


class PlanListView(TemplateView):
    """All plans on sale, compared, each with its price for the period that is looked at (HD-3.1d)."""

    template_name = "web_hosting/shop/plans.html"

    def get_context_data(self, **kwargs):
        today, currency = clock.local_date(clock.now()), currency_of(self.request.customer)
        plans = list(HostingPlan.objects.filter(enabled=True))
        services = [prices.RESTORE, prices.HOUR, MONTHLY]
        listed = price_list(today, [*(plan.product_code for plan in plans), *services], currency)
        cycle = asked_cycle(self.request)
        rows = [(plan, prices.tariff(plan, listed).get(cycle)) for plan in plans]
        fees = {name: prices.amount(listed, code, operation) for name, code, operation in (
            ("restore", prices.RESTORE, "restore"), ("hour", prices.HOUR, "hour"),
            ("monthly", MONTHLY, operation(1)))}  # fmt: skip
        facts = {"rows": rows, "cycles": HOSTING.cycles, "cycle": cycle, "fees": fees, "currency": currency}
        return super().get_context_data(**facts, **kwargs)


def asked_cycle(request) -> int:
    """The period that the page's address names; the longest where it names none."""
    asked = request.GET.get("mois", "")
    return next((cycle for cycle in HOSTING.cycles if str(cycle) == asked), max(HOSTING.cycles))


def plan_page(request, code: str):
    """A plan as it is sold: quotas, prices, what the contract says of its life."""
    plan = get_object_or_404(HostingPlan.objects.filter(enabled=True), code=code)
    today, currency = clock.local_date(clock.now()), currency_of(request.customer)
    context = {
        "plan": plan, "tariff": prices.of(plan, today, currency), "currency": currency, "hosting": HOSTING,
        "rungs": dunning.rungs(dunning.HOSTING, plan.product_code, today),
        "keeping": KEEPING, "documents": acceptances.applicable(set(plan.scopes), {operation(12)}, today),
    }  # fmt: skip
    return render(request, "web_hosting/shop/plan.html", context)


class OrderView(CustomerRequired, FormView):
    """Order a space; then it is in the cart."""

    form_class = OrderForm
    template_name = "web_hosting/shop/order.html"
    capability = Capability.ORDER

    def dispatch(self, request, *args, **kwargs):
        self.plan = get_object_or_404(HostingPlan.objects.filter(enabled=True), code=kwargs["code"])
        if request.customer and not self.tariff():
            words = _("%(plan)s is not sold in %(currency)s. Choose another plan.")
            messages.error(request, words % {"plan": self.plan, "currency": request.customer.currency})
            return redirect("web_hosting:plans")
        return super().dispatch(request, *args, **kwargs)

    def tariff(self):
        return prices.of(self.plan, act_of(self.request).today, self.request.customer.currency)

    def get_form_kwargs(self):
        own = {"plan": self.plan, "tariff": self.tariff(), "customer": self.request.customer}
        return super().get_form_kwargs() | own

    def get_initial(self):
        return {"cycle": asked_cycle(self.request), "domain": self.request.GET.get("nom", "")[:253]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)

    def form_valid(self, form):
        ordering.into_cart(self.request.customer, self.request.user, form.choice(), act_of(self.request))
        return redirect("billing:cart")
