"""What the forms about an account share: rules beside the form, a refusal in words, and who has to show who he is."""

from typing import Any, NamedTuple

from allauth.account.decorators import reauthentication_required
from django.utils.decorators import method_decorator
from django.utils.functional import Promise

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import VerbView

from .models import HostingAccount


class Rule(NamedTuple):
    """A sentence beside a form, and its clause."""

    text: str | Promise
    clause: str


class ActPage(CustomerRequired, VerbView):
    """One act on one of the customer's things: its heading, its rules, its form, its button."""

    model: Any = HostingAccount
    template_name = "web_hosting/act.html"
    capability = Capability.HOLD
    heading: str | Promise = ""
    submit: str | Promise = ""
    danger = False

    def get_queryset(self):
        return super().get_queryset().select_related(*self.model.schedule_related)

    def rules(self) -> list[Rule]:
        """What is read before the form."""
        return []

    def why_not(self) -> str | Promise:
        """Why there is no form now; empty where there is one."""
        return ""

    def get_context_data(self, **kwargs):
        facts = {"heading": self.heading, "submit": self.submit, "danger": self.danger, "rules": self.rules(),
                 "why_not": self.why_not(), "back": self.object.get_absolute_url()}  # fmt: skip
        return super().get_context_data(**facts, **kwargs)


@method_decorator(reauthentication_required, name="as_owner")
class SignedInAnew(ActPage):
    """For who has just shown that it is he: passwords, doors into the panel, ends."""

    def get(self, request, *args, **kwargs):
        return self.as_owner(request, super().get, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.as_owner(request, super().post, *args, **kwargs)

    def as_owner(self, request, answer, *args, **kwargs):
        """The page, for its owner."""
        return answer(request, *args, **kwargs)
