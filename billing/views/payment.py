"""Paying: every way to pay a proforma or several together, and the ways that need no gateway's page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import agreeing, credit, gateways, payments, settling
from billing.cash import stamp
from billing.forms import CertificateForm, TransferForm, WafacashForm
from billing.gateways import attempts, ccp, transfer, wafacash
from billing.models import Payment, Proforma
from core.acts import act_of
from core.ports import PortError
from core.transitions import NotAllowed
from core.views import OwnedDetailView

from .documents import stored


class PayView(CustomerRequired, OwnedDetailView):
    """Every way to pay, with what each needs."""

    model = Proforma
    template_name = "billing/pay.html"
    context_object_name = "payable"
    capability = Capability.PAY

    def get_object(self, queryset=None):
        try:
            return attempts.payable_of(
                lambda model: model.objects.open_to(self.request), self.kwargs["public_id"]
            )
        except ObjectDoesNotExist:
            raise Http404 from None

    def get_context_data(self, **kwargs):
        payable = self.object
        consents = agreeing.form_for(payable, act_of(self.request)) if payable.is_open else None
        duty = stamp.duty(payable.remaining)
        return super().get_context_data(
            proforma=payable if isinstance(payable, Proforma) else None,
            consents=consents,
            offers=gateways.offers(payable.currency),
            form=TransferForm(),
            wafacash_form=WafacashForm(),
            accounts={"transfer": transfer.gateway.accounts(), "ccp": ccp.gateway.accounts()},
            cash={"duty": duty, "total": payable.remaining + duty},
            withheld=_withheld(payable),
            balance=credit.balance(payable.customer, payable.currency),
            waiting=payable.payments.filter(state__in=payments.WAITING).order_by("-received_at", "-pk"),
            **kwargs,
        )

    def render_to_response(self, context, **facts):
        response = super().render_to_response(context, **facts)
        response._csp_update = {"form-action": gate_origins()}
        return response


def _withheld(payable) -> dict:
    """What a public body keeps back of the VAT, and the form for its certificate; empty for everybody else."""
    if not isinstance(payable, Proforma) or not settling.may_withhold(payable):
        return {}
    return {"amount": settling.withheld(payable), "form": CertificateForm()}


def gate_origins() -> list[str]:
    """Where forms of the pay pages may lead, besides home: browsers follow no other (CSP form-action)."""
    pages = (settings.CMI_GATE, settings.PAYPAL_SITE)
    return [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, pages) if parts.netloc]


class PayActView(PayView):
    """One way to pay, taken: where it leads, or back to the pay page with the reason why not.

    `after_consent`: only once the versions in force are accepted (guard 1, C-22).
    """

    http_method_names = ["post"]
    after_consent = True

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        try:
            if self.after_consent and self.object.is_open:
                agreeing.demand(self.object, act_of(request))
            return redirect(self.perform())
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        except PortError:
            words = _("The payment service does not answer. Nothing was taken: try again, or pay otherwise.")
            messages.error(request, words)
        return redirect("billing:pay", self.object.public_id)

    def perform(self):
        """Do it; the object or address to go to. Raises NotAllowed, PortError."""
        raise NotImplementedError

    def overview(self):
        """Where the customer sees what became of it."""
        alone = isinstance(self.object, Proforma)
        return self.object if alone else reverse("billing:pay", args=[self.object.public_id])


class ConsentView(PayActView):
    """The versions in force are accepted: the ways to pay open."""

    after_consent = False

    def perform(self):
        act, request = act_of(self.request), self.request
        form = agreeing.form_for(self.object, act, request.POST)
        if form and not form.is_valid():
            raise NotAllowed(said(form))
        if form:
            agent = request.headers.get("User-Agent", "")
            agreeing.accept(self.object, act, request.user, form.accepted, agent)
            messages.success(request, _("Accepted. The proof is in your evidence files."))
        return reverse("billing:pay", args=[self.object.public_id])


class DeclareView(PayActView):
    """The transfer or deposit is on its way; perhaps with its slip."""

    method = Payment.Method.TRANSFER

    def perform(self):
        offered(self.method)
        form = TransferForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            raise NotAllowed(said(form))
        act, slip = act_of(self.request), form.cleaned_data["slip"]
        content = slip.read() if slip else b""
        payments.say_sent(self.object, act, form.cleaned_data["value_date"], content, method=self.method)
        messages.success(
            self.request, _("Thank you. We confirm your transfer as soon as it is on our account.")
        )
        return self.overview()


class WafacashView(PayActView):
    """Money sent to the company through an agency: its number, and who sent it."""

    def perform(self):
        offered(wafacash.gateway.method)
        form = WafacashForm(self.request.POST)
        if not form.is_valid():
            raise NotAllowed(said(form))
        wafacash.say_sent(self.object, act_of(self.request), **form.cleaned_data)
        messages.success(self.request, _("Thank you. We collect the transfer and confirm your payment."))
        return self.overview()


class GatewayView(PayActView):
    """To a gateway's own page."""

    method = ""

    def perform(self):
        return offered(self.method).start(self.object, act_of(self.request))


class WithholdView(PayActView):
    """A public body keeps a part of the VAT back and shows the certificate (facts D)."""

    def perform(self):
        form = CertificateForm(self.request.POST, self.request.FILES)
        if not isinstance(self.object, Proforma) or not form.is_valid():
            raise NotAllowed(said(form) or _("VAT is kept back of one proforma at a time."))
        settling.withhold(self.object, act_of(self.request), form.cleaned_data["certificate"])
        messages.success(self.request, _("Thank you. We check the certificate; the rest is still to pay."))
        return self.overview()


class CreditPayView(PayActView):
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
        return self.overview()


class SlipView(CustomerRequired, OwnedDetailView):
    """The slip that the customer uploaded."""

    model = Payment

    def get(self, request, *args, **kwargs):
        payment = self.get_object()
        if payment.slip is None:
            raise Http404
        return stored(payment.slip, f"{payment.public_id}.{payment.slip.media_type.rpartition('/')[2]}")


def offered(method: str) -> gateways.Gateway:
    """The gateway of a method; what this installation does not offer is not found."""
    try:
        return gateways.gateway(method)
    except LookupError:
        raise Http404 from None


def said(form) -> str:
    """What is wrong with a form, in one line."""
    return " ".join(error for errors in form.errors.values() for error in errors)
