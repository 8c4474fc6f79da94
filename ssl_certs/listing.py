"""The list of certificate orders: which ones. The choice lives in the page's address."""

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from .models import SslOrder


class ListFilter(forms.Form):
    """What to show. A value that does not exist filters nothing."""

    q = forms.CharField(label=_("Name contains"), required=False, max_length=253)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data):
        super().__init__(data)
        self.fields["state"].choices = [("", _("all")), *SslOrder.State.choices]

    def narrow(self, orders):
        """The orders that match, the newest first, each with the number of its certificates."""
        self.is_valid()
        asked = self.cleaned_data
        if typed := asked.get("q", "").strip():
            orders = orders.filter(Q(names__icontains=typed) | Q(product__name__icontains=typed))
        if asked.get("state"):
            orders = orders.filter(state=asked["state"])
        return (
            orders.select_related("product", "customer")
            .annotate(issued=_issued())
            .order_by("-ordered_at", "-pk")
        )


def _issued() -> Count:
    """How many certificates have been issued inside the year (C-09)."""
    return Count("certificates", filter=Q(certificates__issued_at__isnull=False))
