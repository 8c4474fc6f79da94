"""What will happen: to a service, to a customer, to the company; at any day, on paper, in a calendar."""

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import customer_required
from contracts import calendars
from contracts.models import CalendarFeed
from core import belongings, clock, forecast
from core.acts import act_of
from core.terms import FORECAST
from notifications import outbox


def seen_from(request: HttpRequest) -> tuple[datetime, datetime, date]:
    """The window that a page shows: from `?on=` or from now, for sixty days."""
    now = clock.now()
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = clock.local_date(now)
    day = max(day, clock.local_date(now))
    since = max(clock.opening(day), now)
    return since, since + FORECAST.window, day


@customer_required()
def customer(request):
    """The customer's services, day by day."""
    since, until, day = seen_from(request)
    feed = CalendarFeed.objects.of(request.customer).filter(user=request.user, revoked_at=None).first()
    secret = request.session.pop("calendar", "")
    context = {
        "items": forecast.of_customer(request.customer, since, until), "on": day, "until": until, "feed": feed,
        "address": outbox.link("contracts:calendar", secret) if secret else "",
    }  # fmt: skip
    return render(request, "contracts/forecast.html", context)


@customer_required()
def service(request, about):
    """One service of the account."""
    kind = belongings.service_of(about)
    found = kind.model.objects.open_to(request).filter(public_id=about).first() if kind else None
    if found is None:
        raise Http404
    since, until, day = seen_from(request)
    context = {"items": forecast.of_thing(found, since, until), "on": day, "until": until, "thing": found}
    return render(request, "contracts/forecast.html", context)


@customer_required()
@require_POST
def subscribe(request):
    """A new secret address, shown once; or the end of the one there is."""
    if "revoke" in request.POST:
        calendars.revoke(request.customer, request.user, act_of(request))
        messages.success(request, _("The address no longer answers."))
    else:
        language = (get_language() or "fr")[:2]
        request.session["calendar"] = calendars.make(
            request.customer, request.user, language, act_of(request)
        )
    return redirect(f"{reverse('contracts:forecast')}#calendar")


@never_cache
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address."""
    feed = calendars.of_secret(secret, clock.now())
    if feed is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="contrat.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(
        calendars.written(feed, clock.now()), content_type="text/calendar; charset=utf-8", headers=headers
    )
