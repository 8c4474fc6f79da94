"""Paying: by transfer with a reference and a slip, by card at the gateway, from the credit account."""

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import credit, gateways, payments
from billing.forms import CardForm, TransferForm
from billing.gateways import sandbox_card as bank
from billing.models import Payment, Proforma
from core.acts import act_of
from core.company import company
from core.transitions import NotAllowed
from core.views import OwnedDetailView

from .documents import stored


class PayView(CustomerRequired, OwnedDetailView):
    """Every way to pay a proforma, with what each needs."""

    model = Proforma
    template_name = "billing/pay.html"
    context_object_name = "proforma"
    capability = Capability.PAY

    def get_queryset(self):
        return super().get_queryset().select_related("order", "customer")

    def get_context_data(self, **kwargs):
        proforma = self.object
        kwargs.setdefault("form", TransferForm())
        return super().get_context_data(
            offers=gateways.offers(proforma.currency),
            accounts=company().bank_accounts,
            balance=credit.balance(proforma.customer, proforma.currency),
            waiting=proforma.payments.filter(state__in=payments.WAITING).order_by("-received_at", "-pk"),
            **kwargs,
        )


class _PayActView(PayView):
    """One way to pay, taken: where it leads, or back to the pay page with the reason why not."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        try:
            return redirect(self.perform())
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
            return redirect("billing:pay", self.object.public_id)

    def perform(self):
        """Do it; the object or address to go to. Raises NotAllowed."""
        raise NotImplementedError


class DeclareView(_PayActView):
    """The transfer is on its way; perhaps with its slip."""

    def perform(self):
        form = TransferForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            raise NotAllowed(" ".join(error for errors in form.errors.values() for error in errors))
        act, slip = act_of(self.request), form.cleaned_data["slip"]
        payments.say_sent(self.object, act, form.cleaned_data["value_date"], slip.read() if slip else b"")
        messages.success(
            self.request, _("Thank you. We confirm your transfer as soon as it is on our account.")
        )
        return self.object


class CardView(_PayActView):
    """To the bank's page, with a signed order."""

    def perform(self):
        payments.demand_open(self.object)
        try:
            return gateways.gateway("sandbox_card").start(self.object, act_of(self.request))
        except LookupError:
            raise Http404 from None


class CreditPayView(_PayActView):
    """From the credit account, by the customer's own click (HD-6.2)."""

    def perform(self):
        payment = payments.pay_with_credit(self.object, act_of(self.request))
        left = payment.left
        done = (
            _("Paid from your credit account.")
            if not left
            else _("Your credit was used; the rest is still to pay.")
        )
        messages.success(self.request, done)
        return self.object


class SlipView(CustomerRequired, OwnedDetailView):
    """The slip that the customer uploaded."""

    model = Payment

    def get(self, request, *args, **kwargs):
        payment = self.get_object()
        if payment.slip is None:
            raise Http404
        return stored(payment.slip, f"{payment.public_id}.{payment.slip.media_type.rpartition('/')[2]}")


# --- the sandbox bank's own pages -----------------------------------------------------------------------
def sandbox_card(request, token: str):
    """The bank's page: card, a code where the card asks for one, then its signed word to the portal."""
    order = _order(token)
    form = CardForm(request.POST or None)
    if not form.is_valid():
        return render(
            request, "billing/sandbox_card.html", {"form": form, "order": order, "cards": bank.CARDS}
        )
    card = form.cleaned_data["number"]
    if card in bank.ASKS_CODE and not form.cleaned_data["code"]:
        return render(request, "billing/sandbox_code.html", {"card": card, "order": order})
    answer = bank.callback(bank.bank_answers(order, card), act_of(request))
    result = {bank.CAPTURE: "paid", bank.APPROVED: "refused"}.get(answer, "not_captured")
    return render(request, "billing/sandbox_result.html", {"order": order, "result": result})


@csrf_exempt
@require_POST
def sandbox_callback(request):
    """What the bank says, server to server; unsigned words are refused."""
    gateways_or_404()
    try:
        return HttpResponse(bank.callback(request.POST.dict(), act_of(request)), content_type="text/plain")
    except (bank.Forged, KeyError, ValueError, Proforma.DoesNotExist):
        return HttpResponseBadRequest(bank.REFUSED, content_type="text/plain")


def gateways_or_404() -> None:
    """The sandbox bank exists only where it is offered."""
    try:
        gateways.gateway("sandbox_card")
    except LookupError:
        raise Http404 from None


def _order(token: str) -> bank.CardOrder:
    gateways_or_404()
    try:
        return bank.CardOrder.read(token)
    except signing.BadSignature:
        raise Http404 from None
