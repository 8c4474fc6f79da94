"""The one way in to customer pages: lists and details start from the customer's own rows, acts from a verb."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from . import clock, journey
from .acts import Act, act_of
from .company import company
from .middleware import COOKIE
from .tasks import knock
from .transitions import NotAllowed
from .worker import next_due


class OwnedMixin:
    """Objects of the signed-in customer account only (of an operator: those licensed to him); another's is 404."""

    model: type
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self):
        return self.model.objects.open_to(self.request)


class OwnedListView(OwnedMixin, ListView):
    """A page of the customer's rows."""

    paginate_by = 25
    paginator_class = Paginator


class OwnedDetailView(OwnedMixin, DetailView):
    """One of the customer's things."""


class VerbView(OwnedMixin, FormView):
    """A form that performs one verb on one of the customer's things; a refusal is shown in words."""

    context_object_name = "object"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.object = get_object_or_404(self.get_queryset(), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def act(self) -> Act:
        return act_of(self.request)

    def perform(self, form) -> None:
        """Call the verb. Raises NotAllowed."""
        raise NotImplementedError

    def form_valid(self, form):
        try:
            self.perform(form)
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(object=self.object, **kwargs)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language for a year; signed-in people keep it on their account too."""
    chosen, target = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    if chosen in dict(settings.LANGUAGES):
        age = timedelta(days=365)
        response.set_cookie(
            COOKIE, chosen, max_age=age, httponly=True, samesite="Lax", secure=not settings.DEMO
        )
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def brand_css(request: HttpRequest) -> HttpResponse:
    """The company's accent colour as custom properties: the one style that configuration decides."""
    css = f":root{{--brand-accent:{company().accent};--accent:{company().accent}}}"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


def clock_page(request: HttpRequest) -> HttpResponse:
    """Demo: ask for the clock to be moved; the worker does what falls due on the way."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        target = _target(request.POST.get("to", ""), clock.now())
        if target is None:
            messages.info(request, _("Nothing is scheduled: the clock stays where it is."))
        elif journey.ask(target):
            knock()
        else:
            messages.warning(request, _("The clock is already moving: wait until it has arrived."))
        return redirect("core:clock")
    return render(request, "core/clock.html", _clock_context(clock.now()))


def _clock_context(now) -> dict:
    going = journey.under_way()
    shown = {"going": going, "done": going.done(now)} if going else {"next_event": next_due(after=now)}
    return shown | {"arrived": None if going else journey.last()}


def _target(to: str, now):
    if to == "next":
        return next_due(after=now)
    return {"day": clock.tomorrow_of(now, 1), "month": clock.tomorrow_of(now, 30)}.get(to)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was too old or came from elsewhere: said in words, nothing done."""
    return render(request, "403_csrf.html", status=403)
