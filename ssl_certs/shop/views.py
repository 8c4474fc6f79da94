"""The shop's pages: the certificates on sale, one of them, ordering it, ordering anew (SSL-5.1a)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing.prices import currency_of, price_list
from contracts import acceptances
from core import clock
from core.acts import act_of
from core.views import VerbView
from ssl_certs import ordering, prices, timeline
from ssl_certs.models import CertificateProduct, SslOrder, ValidityLimit
from ssl_certs.planning import year_from

from . import anew, wording
from .forms import CertificateForm, initial_of


class ProductListView(TemplateView):
    """All certificates on sale, by level, or those of one kind; each with its price."""

    template_name = "ssl_certs/shop/products.html"

    def get_context_data(self, **kwargs):
        kind, today = self.request.GET.get("kind", ""), clock.local_date(clock.now())
        sold = CertificateProduct.objects.filter(enabled=True)
        found = list(sold.filter(kind=kind) if kind in CertificateProduct.Kind.values else sold)
        currency = currency_of(self.request.customer)
        listed = price_list(today, prices.codes(found), currency)
        rows = [(product, prices.tariff(product, listed), wording.methods(product)) for product in found]
        levels = [(level, wording.PROVES[level.value], [row for row in rows if row[0].level == level])
                  for level in CertificateProduct.Level]  # fmt: skip
        kinds = [("", _("All")), *CertificateProduct.Kind.choices]
        facts = {"levels": levels, "kinds": kinds, "kind": kind, "currency": currency}
        return super().get_context_data(**facts, **wording.validity(today), **kwargs)


def product_page(request, code: str):
    """A certificate as it is sold: what it proves, each step, each price, how long it lives (SSL-13.6, C-09)."""
    product = get_object_or_404(CertificateProduct.objects.filter(enabled=True), code=code)
    today, limits = clock.local_date(clock.now()), list(ValidityLimit.objects.all())
    order, certificate = timeline.example(product, year_from(today, limits), today)
    context = {
        "product": product, "tariff": prices.of(product, today, currency_of(request.customer)),
        "line": timeline.life_line(order, [certificate] if certificate else [], limits, today),
        "proves": wording.PROVES[product.level], "steps": wording.steps(product), "methods": wording.methods(product),
        "documents": acceptances.applicable(set(product.scopes), {"order"}, today), **wording.validity(today),
    }  # fmt: skip
    return render(request, "ssl_certs/shop/product.html", context)


class _OrderForm:
    """What ordering and ordering anew share: the form of one product, and the way into the cart."""

    form_class = CertificateForm
    template_name = "ssl_certs/shop/order.html"
    product: CertificateProduct | None
    predecessor = ""

    def tariff(self) -> prices.Tariff:
        return prices.of(self.product, act_of(self.request).today, self.request.customer.currency)

    def get_form_kwargs(self):
        own = {"product": self.product, "tariff": self.tariff(), "customer": self.request.customer}
        return super().get_form_kwargs() | own | {"user": self.request.user}

    def get_initial(self):
        return initial_of(self.request.customer, self.request.user)

    def get_context_data(self, **kwargs):
        here = self.request.get_full_path()
        return super().get_context_data(product=self.product, here=here, **kwargs)

    def put(self, form) -> None:
        choice = form.choice(self.predecessor)
        ordering.into_cart(self.request.customer, self.request.user, choice, act_of(self.request))


class OrderView(CustomerRequired, _OrderForm, FormView):
    """Order one certificate; then it is in the cart."""

    capability = Capability.ORDER

    def dispatch(self, request, *args, **kwargs):
        self.product = get_object_or_404(CertificateProduct.objects.filter(enabled=True), code=kwargs["code"])
        if request.customer and self.tariff().order is None:
            words = _("%(product)s is not sold in %(currency)s. Choose another certificate.")
            messages.error(request, words % {"product": self.product, "currency": request.customer.currency})
            return redirect("ssl_certs:products")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        self.put(form)
        return redirect("billing:cart")


class OrderAnewView(CustomerRequired, _OrderForm, VerbView):
    """A certificate is not renewed: the same one is ordered anew, with its data filled in (SSL-5.1a)."""

    model = SslOrder
    template_name = "ssl_certs/shop/anew.html"
    capability = Capability.ORDER

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def dispatch(self, request, *args, **kwargs):
        self.product = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self._chosen()
        if self.product is None:
            others = anew.others(self.object, self.request.customer.currency, act_of(request).today)
            return render(request, "ssl_certs/shop/no_longer.html", {"order": self.object, "rows": others})
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self._chosen()
        return super().post(request, *args, **kwargs) if self.product else redirect(request.path)

    def _chosen(self) -> None:
        """The same product where it is still sold in the account's currency."""
        product, self.predecessor = self.object.product, self.object.public_id
        sold = prices.of(product, act_of(self.request).today, self.request.customer.currency).order
        self.product = product if product.enabled and sold else None

    def get_initial(self):
        return super().get_initial() | anew.initial_of(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(order=self.object, **kwargs)

    def perform(self, form):
        self.put(form)

    def get_success_url(self):
        return reverse("billing:cart")
