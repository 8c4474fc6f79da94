"""Pages of the ways in: the first password, shown once; the panel's door."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Capability
from core import clock
from core.ports import PortError
from core.transitions import NotAllowed
from web_hosting.forms import NoForm
from web_hosting.pages import Rule, SignedInAnew
from web_hosting.terms import HANDLING

from . import door, first_password


class PasswordView(SignedInAnew):
    """The first password, shown once (core.vault)."""

    form_class, capability = NoForm, Capability.MANAGE_TECHNICAL
    heading, submit = gettext_lazy("First password"), gettext_lazy("Show it once")

    def why_not(self):
        return first_password.why_not(self.object, clock.now())

    def rules(self):
        return [
            Rule(
                _("It is shown a single time, then we forget it. Note it, and change it in the panel."),
                "HD-4.3",
            )
        ]

    def form_valid(self, form):
        try:
            password = first_password.reveal(self.object, self.act())
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        answer = render(
            self.request, "web_hosting/password.html", {"account": self.object, "password": password}
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer


class DoorView(SignedInAnew):
    """The panel's door, opened for the person at the screen: a link that lives a minute."""

    form_class, capability = NoForm, Capability.MANAGE_TECHNICAL
    heading, submit = gettext_lazy("Open the panel"), gettext_lazy("Open it now")

    def why_not(self):
        return (
            ""
            if self.object.state == "active"
            else gettext_lazy("The panel opens while the space is active.")
        )

    def rules(self):
        return [
            Rule(
                _("You are signed in at the panel without a password; the way in closes after a moment."),
                "HD-4.3",
            )
        ]

    def form_valid(self, form):
        try:
            opened = door.opened(self.object, self.act())
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        except PortError:
            form.add_error(None, _("The panel does not answer now. Try again in some minutes."))
            return self.form_invalid(form)
        context = {"account": self.object, "door": opened, "seconds": HANDLING.link_seconds}
        answer = render(self.request, "web_hosting/door.html", context)
        answer.headers["Cache-Control"], answer.headers["Referrer-Policy"] = "no-store", "no-referrer"
        return answer
