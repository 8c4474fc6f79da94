"""The customer's list: which servers to show."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Server


class ListFilter(forms.Form):
    """Which servers to show. A value that does not exist filters nothing."""

    q = forms.CharField(label=_("Name or address contains"), required=False, max_length=253)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data):
        super().__init__(data)
        self.fields["state"].choices = [("", _("all")), *Server.State.choices]

    def narrow(self, servers):
        """The servers that match, the newest first."""
        self.is_valid()
        asked = self.cleaned_data
        if typed := asked.get("q", "").strip():
            servers = servers.filter(
                Q(hostname__icontains=typed) | Q(addresses__ip__startswith=typed)
            ).distinct()
        if asked.get("state"):
            servers = servers.filter(state=asked["state"])
        return servers.select_related("product", "site", "customer").order_by("-ordered_at", "-pk")
