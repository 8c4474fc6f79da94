"""The list of spaces: which ones. The choice lives in the page's address."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import HostingAccount


class ListFilter(forms.Form):
    """What to show. A value that does not exist filters nothing."""

    q = forms.CharField(label=_("Name contains"), required=False, max_length=253)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data):
        super().__init__(data)
        self.fields["state"].choices = [("", _("all")), *HostingAccount.State.choices]

    def narrow(self, accounts):
        """The spaces that match, the newest first."""
        self.is_valid()
        asked = self.cleaned_data
        if typed := asked.get("q", "").strip():
            accounts = accounts.filter(Q(domain__icontains=typed) | Q(plan__name__icontains=typed))
        if asked.get("state"):
            accounts = accounts.filter(state=asked["state"])
        return accounts.select_related("plan", "customer").order_by("-paid_at", "-pk")
