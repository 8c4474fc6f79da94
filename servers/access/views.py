"""Access codes: shown once, to a person who has just signed in anew (SRV-3.p2)."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.transitions import NotAllowed
from core.views import VerbView
from servers.managing import acts
from servers.models import AccessCode, Server

from . import codes


@method_decorator(reauthentication_required, name="as_owner")
class AccessCodeView(CustomerRequired, VerbView):
    """The page asks once more; the password stands on the answer to its button, and nowhere afterwards."""

    model = AccessCode
    template_name = "servers/access/code.html"
    form_class = forms.Form
    capability = Capability.MANAGE_TECHNICAL

    def get_queryset(self):
        return super().get_queryset().select_related("server__product", "server__customer")

    def get(self, request, *args, **kwargs):
        return self.as_owner(request, super().get, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.as_owner(request, super().post, *args, **kwargs)

    def as_owner(self, request, answer, *args, **kwargs):
        """The page, for who has just shown that it is he."""
        return answer(request, *args, **kwargs)

    def form_valid(self, form):
        context = self.get_context_data(form=form)
        try:
            context["password"] = codes.open_once(self.object, self.act())
        except NotAllowed as refusal:
            messages.error(self.request, refusal.message)
        answer = render(self.request, self.template_name, context)
        answer["Cache-Control"] = "no-store"
        return answer

    def get_context_data(self, **kwargs):
        code, now = self.object, clock.now()
        openable = code.sealed is not None and code.expires_at is not None and code.expires_at > now
        return super().get_context_data(code=code, server=code.server, openable=openable, **kwargs)


class NewCodesView(CustomerRequired, VerbView):
    """Ask for new access codes; those that lie unopened are gone then."""

    model = Server
    template_name = "servers/access/new.html"
    form_class = forms.Form
    capability = Capability.MANAGE_TECHNICAL

    def perform(self, form):
        acts.ask_codes(self.object, self.act())
        messages.success(
            self.request, _("New access codes are being made; we write as soon as they are ready.")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(server=self.object, **kwargs)
