"""Cart, review, orders: the two confirmations that the law asks for (53-05), then the way to the payment."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import cart, ordering, progress
from billing.forms import QuantityForm, ReviewForm
from billing.models import Order, OrderLine
from billing.promotions import codes
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView, VerbView


class CartView(CustomerRequired, TemplateView):
    """What will be ordered, at today's prices."""

    template_name = "billing/cart.html"
    capability = Capability.ORDER

    def get_context_data(self, **kwargs):
        order = cart.cart_for(self.request.customer)
        lines = _priced(self.request, order) if order else []
        facts = {"order": order, "lines": lines, "sums": cart.sums(lines), "off": cart.taken_off(lines)}
        return super().get_context_data(steps=progress.STEPS, **facts, **kwargs)


def _priced(request, order: Order) -> list[OrderLine]:
    """The cart at today's prices; a thing no longer sold is named, and keeps the price it was put in with."""
    try:
        lines = cart.priced(order, act_of(request).today)[0]
    except NotAllowed as refusal:
        messages.error(request, refusal.message)
        return list(order.lines.select_related("product"))
    if order.promo_refusal:
        messages.warning(request, order.promo_refusal)
    return lines


class CodeView(CustomerRequired, View):
    """A promo code put into the cart, or taken out of it; the cart answers."""

    capability = Capability.ORDER
    wanted = True

    def post(self, request):
        order = cart.cart_for(request.customer)
        if order is None:
            return redirect("billing:cart")
        try:
            if self.wanted:
                cart.enter_code(order, request.POST.get("code", ""), act_of(request).today)
            else:
                codes.leave(order)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect("billing:cart")


class LineView(CustomerRequired, View):
    """A change to one line of the cart; the cart answers."""

    capability = Capability.ORDER

    def post(self, request, public_id):
        line = (
            OrderLine.objects.of(request.customer).select_related("order").filter(public_id=public_id).first()
        )
        if line is None:
            raise Http404
        try:
            self.change(line)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect("billing:cart")

    def change(self, line: OrderLine) -> None:
        raise NotImplementedError


class RemoveView(LineView):
    """Take a thing out of the cart."""

    def change(self, line):
        cart.remove(line)
        messages.success(self.request, _("%(thing)s is no longer in the cart.") % {"thing": line.subject})


class QuantityView(LineView):
    """More or fewer years."""

    def change(self, line):
        form = QuantityForm(self.request.POST)
        if not form.is_valid():
            raise NotAllowed(_("Give the number of years as a whole number."))
        cart.change_quantity(line, form.cleaned_data["quantity"])


class ReviewView(CustomerRequired, FormView):
    """Every field once more, every applicable document, then the binding click (HD-6.1, guard 1)."""

    template_name = "billing/review.html"
    form_class = ReviewForm
    capability = Capability.ORDER

    def dispatch(self, request, *args, **kwargs):
        self.order = cart.cart_for(request.customer) if request.user.is_authenticated else None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.order is None or not self.order.lines.exists():
            return redirect("billing:cart")
        self.lines = _priced(request, self.order)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.order is None:  # a second click: the order exists already
            return redirect(self._latest())
        self.lines = _priced(request, self.order)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        versions = ordering.documents(self.lines, act_of(self.request).today)
        return super().get_form_kwargs() | {"versions": versions}

    def get_initial(self):
        return {"seen_ttc": cart.sums(self.lines).ttc}

    def get_context_data(self, **kwargs):
        facts = {"lines": self.lines, "sums": cart.sums(self.lines), "order": self.order}
        facts["off"] = cart.taken_off(self.lines)
        return super().get_context_data(steps=progress.STEPS, **facts, **kwargs)

    def form_valid(self, form):
        agent, seen = self.request.headers.get("User-Agent", ""), form.cleaned_data["seen_ttc"]
        try:
            proforma = ordering.confirm(
                self.order,
                act_of(self.request),
                self.request.user,
                form.accepted,
                seen_ttc=seen,
                user_agent=agent,
            )
        except NotAllowed as refusal:
            messages.error(self.request, refusal.message)
            return redirect("billing:review")
        return redirect("billing:pay", proforma.public_id)

    def _latest(self) -> str:
        order = Order.objects.of(self.request.customer).first()
        return reverse("billing:order", args=[order.public_id]) if order else reverse("billing:cart")


class OrderListView(CustomerRequired, OwnedListView):
    """The customer's orders, the newest first."""

    model = Order
    template_name = "billing/orders.html"

    def get_queryset(self):
        orders = super().get_queryset().exclude(state=Order.State.CART)
        return orders.select_related("proforma").prefetch_related("lines")

    def get_context_data(self, **kwargs):
        return super().get_context_data(tab="orders", **kwargs)


class OrderDetailView(CustomerRequired, OwnedDetailView):
    """How far an order is."""

    model = Order
    template_name = "billing/order.html"
    context_object_name = "order"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .exclude(state="cart")
            .select_related("proforma__invoice", "customer", "promo", "promo_use")
        )

    def get_context_data(self, **kwargs):
        order = self.object
        lines = order.lines.select_related("product", "credit_note")
        facts = {"steps": progress.STEPS, "now": progress.step_of(order), "today": clock.now()}
        return super().get_context_data(lines=lines, accepted=ordering.accepted(order), **facts, **kwargs)


class OrderCancelView(CustomerRequired, VerbView):
    """Give up an order that is not paid; nothing is owed (HD-6.2)."""

    model = Order
    form_class = ReviewForm.__base__
    template_name = "billing/order_cancel.html"
    capability = Capability.ORDER

    def get_queryset(self):
        return super().get_queryset().exclude(state="cart")

    def perform(self, form):
        ordering.cancel(self.object, self.act())

    def get_success_url(self):
        return reverse("billing:order", args=[self.object.public_id])
