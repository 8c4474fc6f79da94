"""The page behind the search box of every page."""

from django.views.generic import TemplateView

from core import finding

from .access import CustomerRequired
from .roles import Capability

LONGEST = 253  # a domain name


class SearchView(CustomerRequired, TemplateView):
    """Everything of the account that contains what was typed; an operator finds what was licensed to him (DN-13.1)."""

    template_name = "accounts/search.html"
    capability = Capability.SEE_NAMES

    def get_context_data(self, **kwargs):
        typed = " ".join(self.request.GET.get("q", "").split())[:LONGEST]
        found = list(finding.look_for(typed.replace("\0", ""), self.request))
        return super().get_context_data(typed=typed, found=found, shortest=finding.SHORTEST, **kwargs)
