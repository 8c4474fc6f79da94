"""The pages of one attempt: the card's, PayPal's, a code's. They show what is true, whoever leads there."""

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing.gateways import notices, paypal, wafacash_code
from billing.gateways.cmi import callback, form
from billing.gateways.paypal import events, webhook
from billing.gateways.wafacash_code import binga
from billing.models import BillCode, CardAttempt, PaypalOrder
from core.acts import act_of
from core.ports import PortError, PortUnavailable, PortWaiting
from core.transitions import NotAllowed
from core.views import OwnedDetailView

from .payment import gate_origins


class AttemptView(CustomerRequired, OwnedDetailView):
    """One attempt, as it stands."""

    context_object_name = "attempt"
    capability = Capability.PAY

    def get_queryset(self):
        return super().get_queryset().select_related("customer", "proforma", "bundle")


class CardView(AttemptView):
    """Before the bank's page: the button that leads there. After it: what the bank's server has told us."""

    model = CardAttempt
    template_name = "billing/card.html"

    def get_context_data(self, **kwargs):
        open_still = self.object.state == CardAttempt.State.STARTED and self.object.can_pay
        fields = form.fields(self.object, get_language()) if open_still else {}
        return super().get_context_data(gate=form.gate(), fields=fields, **kwargs)

    def render_to_response(self, context, **facts):
        response = super().render_to_response(context, **facts)
        response._csp_update = {"form-action": gate_origins()}
        return response


@csrf_exempt
def card_back(request):
    """The browser comes back from the bank, with words that prove nothing: it is led to what is true."""
    oid = request.POST.get("oid", "")
    if not CardAttempt.objects.filter(public_id=oid).exists():
        return redirect("billing:proformas")
    return HttpResponseRedirect(CardAttempt(public_id=oid).get_absolute_url(), status=303)


@csrf_exempt
@require_POST
def card_callback(request):
    """What the gate says, server to server; every answer is a word of the gate's protocol."""
    return HttpResponse(callback.hear(request.POST.dict(), act_of(request)), content_type="text/plain")


class PaypalView(AttemptView):
    """The customer comes back from PayPal: what he approved is taken, and shown as it stands."""

    model = PaypalOrder
    template_name = "billing/paypal.html"

    def get(self, request, *args, **kwargs):
        order = self.object = self.get_object()
        if order.state == PaypalOrder.State.CREATED and "token" in request.GET:
            self.finish(order)
            return redirect(order)
        return self.render_to_response(self.get_context_data(object=order))

    def finish(self, order: PaypalOrder) -> None:
        """Take what was approved; say in words why it is not done."""
        try:
            paypal.finish(order, act_of(self.request))
        except PortWaiting:
            messages.info(self.request, _("You have not approved the payment at PayPal: nothing was taken."))
        except NotAllowed as refusal:
            messages.error(self.request, refusal.message)
        except PortError:
            words = _("PayPal does not answer now. What you approved is booked as soon as PayPal tells us.")
            messages.warning(self.request, words)


@csrf_exempt
@require_POST
def paypal_webhook(request):
    """What PayPal says, server to server. 400: not PayPal's; 503: say it again."""
    act, body = act_of(request), request.body
    try:
        webhook.verify(request.headers, body, act.now)
        event = json.loads(body)
        events.receive(event, body.decode(), act)
    except webhook.Forged as forged:
        words = f"{forged}\n{body[:2000].decode(errors='replace')}"
        notices.keep(paypal.gateway.method, words, notices.Outcome.FORGED, act, said_by=act.ip or "?")
        return HttpResponse(status=400)
    except (ValueError, LookupError, AttributeError, TypeError):
        return HttpResponse(status=400)
    except PortUnavailable:
        return HttpResponse(status=503)
    return HttpResponse(status=200)


class CodeView(AttemptView):
    """The code to show at an agency, until when, and whether it was paid."""

    model = BillCode
    template_name = "billing/code.html"


@csrf_exempt
@require_POST
def code_notice(request):
    """What the biller says, server to server."""
    act = act_of(request)
    said = request.POST.dict()
    answer = wafacash_code.hear(said, request.POST.urlencode(), act)
    return HttpResponse(binga.answer(answer, act.now), content_type="text/plain")
