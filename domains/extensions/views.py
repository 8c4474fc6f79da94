"""Public pages of the extensions: the published offers (DN-1.2), each with its terms of expiry and recovery."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from billing.prices import currency_of, price_list
from contracts import acceptances
from core import clock
from domains import prices, timeline
from domains.models import Extension

from . import wording
from .tariff import tariff_of

CHOICES = {
    "ma": Q(family="ma"),
    "gtld": Q(family="gtld"),
    "restricted": Q(restricted=True),
}


class ExtensionListView(TemplateView):
    """All extensions with their prices, or those of one sort."""

    template_name = "domains/extensions/list.html"

    def get_context_data(self, **kwargs):
        sort, currency = self.request.GET.get("sort", ""), currency_of(self.request.customer)
        sold = Extension.objects.filter(CHOICES.get(sort, Q()), enabled=True)
        found = price_list(clock.local_date(clock.now()), currency=currency)
        rows = [(e, prices.tags(e, found), found.find(e.product_code, "transfer")) for e in sold]
        sorts = [
            ("", _("All")),
            ("ma", _("Moroccan")),
            ("gtld", _("Generic")),
            ("restricted", _("Restricted")),
        ]
        return super().get_context_data(rows=rows, currency=currency, sort=sort, sorts=sorts, **kwargs)


def extension_page(request, code):
    """An extension's terms of expiry and recovery, with every price (facts B1: ERRP 4.1)."""
    extension = get_object_or_404(Extension, code=code, enabled=True)
    today, currency = clock.local_date(clock.now()), currency_of(request.customer)
    found = price_list(today, [extension.product_code], currency)
    tags, name = prices.tags(extension, found), timeline.example(extension, today)
    planned = extension.revisions.filter(state="planned").order_by("effective_on", "pk")
    announced = [(revision, wording.told(revision, extension, public=True)) for revision in planned]
    context = {
        "extension": extension, "tags": tags, "currency": currency, "name": name,
        "tariff": tariff_of(extension, tags, found), "line": timeline.life_line(name, tags, today),
        "entries": timeline.entries(name, tags, name.acted_through), "registrants": wording.registrants(extension),
        "contacts": wording.contacts(extension), "characters": wording.characters(extension),
        "announced": [(revision, changes) for revision, changes in announced if changes],
        "documents": acceptances.applicable(set(extension.scopes), {"register"}, today),
    }  # fmt: skip
    return render(request, "domains/extensions/page.html", context)
