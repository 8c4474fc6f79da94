"""The shop's pages: the servers on sale side by side, one of them, ordering it (SRV-3.p1, SRV-7.1.1(1))."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing.prices import currency_of, price_list
from contracts import acceptances
from core import clock
from core.acts import act_of
from servers import ordering, prices
from servers.models import ServerProduct, Site
from servers.options import OPTIONS
from servers.terms import TERM

from .forms import CYCLES, ServerForm


def _cycle_of(request) -> int:
    typed = request.GET.get("cycle", "")
    return int(typed) if typed.isdigit() and int(typed) in TERM.cycles else 1


class ProductListView(TemplateView):
    """All servers on sale, side by side, at the prices of one cycle."""

    template_name = "servers/shop/products.html"

    def get_context_data(self, **kwargs):
        today, cycle = clock.local_date(clock.now()), _cycle_of(self.request)
        found = list(ServerProduct.objects.filter(enabled=True).prefetch_related("sites"))
        currency = currency_of(self.request.customer)
        listed = price_list(today, prices.codes(found), currency)
        rows = [(product, prices.tariff(product, listed)) for product in found]
        kinds = [(kind, [(p, t, t.cycles.get(cycle)) for p, t in rows if p.kind == kind])
                 for kind in ServerProduct.Kind]  # fmt: skip
        options = _options(rows[0][1], cycle) if rows else []
        facts = {
            "kinds": kinds,
            "cycle": cycle,
            "cycles": CYCLES.items(),
            "options": options,
            "currency": currency,
        }
        return super().get_context_data(sites=Site.objects.filter(enabled=True), **facts, **kwargs)


def _options(tariff: prices.Tariff, cycle: int) -> list[tuple]:
    return [(OPTIONS[code], cycles[cycle]) for code, cycles in tariff.options.items() if cycle in cycles]


def product_page(request, code: str):
    """A configuration as it is sold: its size, its prices for each cycle, its options, its sites."""
    product = get_object_or_404(ServerProduct.objects.filter(enabled=True), code=code)
    today, currency = clock.local_date(clock.now()), currency_of(request.customer)
    tariff = prices.of(product, today, currency)
    context = {
        "product": product, "tariff": tariff, "options": _options(tariff, 1),
        "sites": product.sites.filter(enabled=True),
        "rows": [(CYCLES.get(cycle, cycle), amount, saved) for cycle, amount, saved in tariff.rows],
        "documents": acceptances.applicable(set(product.scopes), {"cycle1"}, today),
    }  # fmt: skip
    return render(request, "servers/shop/product.html", context)


class OrderView(CustomerRequired, FormView):
    """Order one server; then it is in the cart."""

    capability = Capability.ORDER
    template_name = "servers/shop/order.html"
    form_class = ServerForm

    def dispatch(self, request, *args, **kwargs):
        self.product = get_object_or_404(ServerProduct.objects.filter(enabled=True), code=kwargs["code"])
        if request.customer and not self.tariff().cycles:
            words = _("%(product)s is not sold in %(currency)s. Choose another server.")
            messages.error(request, words % {"product": self.product, "currency": request.customer.currency})
            return redirect("servers:products")
        return super().dispatch(request, *args, **kwargs)

    def tariff(self) -> prices.Tariff:
        return prices.of(self.product, act_of(self.request).today, self.request.customer.currency)

    def get_form_kwargs(self):
        own = {"product": self.product, "tariff": self.tariff(), "customer": self.request.customer}
        return super().get_form_kwargs() | own

    def get_initial(self):
        return {"cycle": _cycle_of(self.request)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(product=self.product, **kwargs)

    def form_valid(self, form):
        ordering.into_cart(self.request.customer, self.request.user, form.choice(), act_of(self.request))
        return redirect("billing:cart")
