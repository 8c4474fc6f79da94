"""Pages of management: power, console, install anew, another size, reverse names, counters."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import ordering
from core import clock
from core.acts import act_of
from core.views import OwnedDetailView, VerbView
from servers.lifecycle import optioning, resizing
from servers.models import Server
from servers.ordering import OPTION, RESIZE
from servers.terms import RUNNING

from . import acts, console, plots, usage
from .forms import PowerForm, RebuildForm, ResizeForm, ReverseForm
from .options import OptionsForm


class _Managing(CustomerRequired, VerbView):
    """A form about one of the customer's servers."""

    model = Server
    capability = Capability.MANAGE_TECHNICAL

    def get_queryset(self):
        return super().get_queryset().select_related(*Server.schedule_related, "image")

    def get_context_data(self, **kwargs):
        return super().get_context_data(server=self.object, **kwargs)


class PowerView(_Managing):
    """Power on, off, restart."""

    template_name, form_class = "servers/managing/power.html", PowerForm

    def perform(self, form):
        acts.ask_power(self.object, self.act(), kind=form.cleaned_data["kind"])
        messages.success(self.request, _("It is under way; this page shows when it is done."))


class RebuildView(_Managing):
    """Install anew, with the server's name typed as confirmation."""

    template_name, form_class = "servers/managing/rebuild.html", RebuildForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"server": self.object}

    def perform(self, form):
        acts.ask_rebuild(self.object, self.act(), **form.cleaned_data)
        messages.success(
            self.request, _("It is being installed anew; we write as soon as its access codes are ready.")
        )


class ResizeView(_Managing):
    """A larger configuration: a proforma for the rest of the term, then the machine is changed."""

    template_name, form_class, capability = "servers/managing/resize.html", ResizeForm, Capability.ORDER

    def get_form_kwargs(self):
        today = act_of(self.request).today
        sizes = resizing.larger(self.object, today)
        sizes = sizes if self.object.state == "active" else sizes.none()
        return super().get_form_kwargs() | {"server": self.object, "sizes": sizes, "today": today}

    def perform(self, form):
        resizing.order_resize(self.object, self.act(), form.cleaned_data["product"])

    def get_success_url(self):
        proforma = ordering.open_proposal(self.object.public_id, RESIZE)
        return proforma.get_absolute_url() if proforma else self.object.get_absolute_url()


class OptionsView(_Managing):
    """More options from now on, fewer from the next term: a proforma where something is to pay (SRV-6.1.3)."""

    template_name, form_class, capability = "servers/managing/options.html", OptionsForm, Capability.ORDER

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"server": self.object, "today": act_of(self.request).today}

    def perform(self, form):
        own = bool(form.cleaned_data.get("own_backup"))
        if not optioning.order_options(self.object, self.act(), form.wanted(), own):
            messages.success(
                self.request, _("Noted: what you give up runs until the end of the paid period.")
            )

    def get_success_url(self):
        proforma = ordering.open_proposal(self.object.public_id, OPTION)
        return proforma.get_absolute_url() if proforma else self.object.get_absolute_url()


class ReverseView(_Managing):
    """The reverse name of one address."""

    template_name, form_class = "servers/managing/reverse.html", ReverseForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"server": self.object}

    def perform(self, form):
        acts.ask_reverse(self.object, self.act(), **form.cleaned_data)
        messages.success(self.request, _("It is under way; this page shows when it is done."))


class ConsoleView(_Managing):
    """Asks for a ticket, whose page shows what the machine shows; at a physical one for a login of its own console."""

    template_name, form_class = "servers/managing/console.html", forms.Form
    ticket = ""

    def perform(self, form):
        if self.object.product.is_cloud:
            self.ticket = console.ticket_for(self.object, self.request.user, self.act())
        else:
            acts.ask_console(self.object, self.act())
            messages.success(
                self.request, _("Our staff make a login for you; we write as soon as it can be opened.")
            )

    def get_success_url(self):
        return (
            reverse("servers:console_screen", args=[self.ticket])
            if self.ticket
            else super().get_success_url()
        )


class ConsoleScreenView(CustomerRequired, TemplateView):
    """A snapshot of the console, for the ticket's person only; an old ticket leads back to the button."""

    template_name = "servers/managing/screen.html"
    capability = Capability.MANAGE_TECHNICAL

    def get(self, request, ticket):
        public_id, expired = console.read(ticket, request.user)
        if not public_id:
            raise Http404
        mine = Server.objects.open_to(request).select_related(*Server.schedule_related)
        self.server = get_object_or_404(mine.filter(state__in=Server.RUNNING), public_id=public_id)
        if expired:
            messages.info(request, _("The console’s ticket has expired: open it again."))
            return redirect("servers:console", self.server.public_id)
        return super().get(request)

    def get_context_data(self, **kwargs):
        screen, why = console.look(self.server, act_of(self.request))
        facts = {"screen": screen, "picture": console.picture_of(screen), "why": why, "server": self.server}
        return super().get_context_data(**facts, **kwargs)


class CountersView(CustomerRequired, OwnedDetailView):
    """Traffic and disk: how much of what was bought is used, and each day of the last month (SRV-5.1(1))."""

    model = Server
    template_name = "servers/managing/counters.html"
    context_object_name = "server"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related(*Server.schedule_related)

    def get_context_data(self, **kwargs):
        today = clock.local_date(clock.now())
        found = usage.by_day(self.object, today - RUNNING.samples_shown)
        drawn = plots.plots(self.object, found, today, rtl=get_language_bidi())
        return super().get_context_data(gauges=plots.gauges(self.object), plots=drawn, **kwargs)
