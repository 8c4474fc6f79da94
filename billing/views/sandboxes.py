"""The demo's bank, PayPal and agencies: their pages and their servers. Production has none of them (404)."""

import json
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.forms import AgencyForm, CardForm
from billing.gateways.cmi import form as cmi_form
from billing.gateways.cmi import sandbox as bank
from billing.gateways.paypal import certificate, rest
from billing.gateways.paypal import sandbox as paypal
from billing.gateways.wafacash_code import sandbox as agencies
from core import clock
from core.acts import act_of


def demo_only(view):
    """A view that exists in demo mode only, and takes forms of other sites, as the real server would."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


# --- the card gate ----------------------------------------------------------------------------------------
@demo_only
@require_POST
def card_gate(request):
    """The bank's page: card, a code where the card asks for one, then its signed word to the portal's server."""
    try:
        token = request.POST.get("order") or bank.admit(request.POST.dict())
        order = bank.order_of(token)
    except bank.BadForm:
        return HttpResponseBadRequest(_("This gate does not take the form: its signature is wrong."))
    typed = CardForm(request.POST if "number" in request.POST else None)
    shown = {
        "form": typed,
        "token": token,
        "amount": cmi_form.read(order["amount"]),
        "shop": order["description"],
    }
    if not typed.is_valid():
        return render(request, "billing/sandbox/card.html", shown)
    card = typed.cleaned_data["number"]
    if card in bank.ASKS_CODE and not typed.cleaned_data["code"]:
        return render(request, "billing/sandbox/card_code.html", shown | {"card": card})
    said = bank.answers(order, card)
    answer, yes = bank.call_back(said), said["ProcReturnCode"] == bank.SUCCESS
    result = "refused" if not yes else "paid" if answer == "ACTION=POSTAUTH" else "not_captured"
    back = order["okUrl"] if result == "paid" else order["failUrl"]
    return render(
        request, "billing/sandbox/card_result.html", shown | {"result": result, "said": said, "back": back}
    )


# --- PayPal -----------------------------------------------------------------------------------------------
@demo_only
def paypal_server(request, path: str):
    """PayPal's REST interface, as much of it as our adapter asks for."""
    try:
        return _paypal_answer(request, path)
    except paypal.Refused as refused:
        return JsonResponse(refused.said(), status=refused.status)


def _paypal_answer(request, path: str):
    parts, act = path.strip("/").split("/"), act_of(request)
    if parts[:3] == ["v1", "notifications", "certs"]:
        return HttpResponse(certificate.pem(), content_type="application/x-pem-file")
    if parts == ["v1", "oauth2", "token"]:
        return JsonResponse({"access_token": "demo", "token_type": "Bearer", "expires_in": 32400})
    if request.headers.get("Authorization") != "Bearer demo":
        return JsonResponse({"name": "AUTHENTICATION_FAILURE", "message": ""}, status=401)
    asked, request_id = json.loads(request.body or b"{}"), request.headers.get("PayPal-Request-Id", "")
    match [request.method, *parts]:
        case ["POST", "v2", "checkout", "orders"]:
            return JsonResponse(paypal.create(request_id, asked), status=201)
        case ["GET", "v2", "checkout", "orders", reference]:
            return JsonResponse(paypal.shown(paypal.find(reference)))
        case ["POST", "v2", "checkout", "orders", reference, "capture"]:
            return JsonResponse(paypal.capture(reference, act), status=201)
        case ["POST", "v2", "payments", "captures", capture_id, "refund"]:
            return JsonResponse(paypal.refund(capture_id, request_id, asked, act), status=201)
    raise Http404


@demo_only
def paypal_approval(request):
    """PayPal's page for the customer: approve, or leave; afterwards, what may still happen to the money."""
    try:
        order = paypal.find(request.GET.get("token", ""))
    except paypal.Refused:
        raise Http404 from None
    decision = request.POST.get("decision", "")
    if decision in paypal.DONE and not order.data["captures"]:
        paypal.approve(order, decision, act_of(request))
        return redirect(f"{order.data['context']['return_url']}?token={order.reference}&PayerID=DEMO")
    if decision and order.data["captures"]:
        paypal.go_on(order, decision, act_of(request))
        return redirect(request.get_full_path())
    amount = order.data["unit"]["amount"]
    shown = {"order": order, "amount": rest.read(amount["value"]), "currency": amount["currency_code"]}
    return render(request, "billing/sandbox/paypal.html", shown)


# --- agencies -----------------------------------------------------------------------------------------------
@demo_only
def biller_server(request, path: str):
    """The biller's interface: make an order, ask for it."""
    parts = path.strip("/").split("/")
    if [request.method, *parts] == ["POST", "api", "orders"]:
        return JsonResponse(agencies.make(request.POST.dict()))
    order = agencies.find(parts[2]) if [request.method, *parts[:2]] == ["GET", "api", "orders"] else None
    if order is None:
        return JsonResponse({"result": "error", "error": {"message": "unknown"}}, status=404)
    return JsonResponse(agencies.shown(order))


@demo_only
def agency(request):
    """An agency's counter: a code is paid, and the biller tells the portal."""
    typed = AgencyForm(request.POST or None)
    order = agencies.find(typed.cleaned_data["code"]) if typed.is_valid() else None
    if typed.is_bound and typed.is_valid() and (order is None or agencies.is_over(order, clock.now())):
        typed.add_error("code", _("No code that can be paid."))
        order = None
    if order is not None:
        agencies.take(order)
        agencies.tell(order)
    amount = cmi_form.read(order.data["amount"]) if order else None
    return render(request, "billing/sandbox/agency.html", {"form": typed, "order": order, "amount": amount})
