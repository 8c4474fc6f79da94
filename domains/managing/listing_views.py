"""The list of names and its file."""

from django.http import HttpResponse

from accounts.access import customer_required
from accounts.roles import Capability
from core.acts import act_of
from domains.models import Domain, Extension

from .bulk import BULK
from .listing import ListFilter, csv_lines, table


def narrowed(request) -> tuple[ListFilter, object]:
    """The filter of the page's address, and the person's names that it leaves."""
    extensions = Extension.objects.filter(domain__in=Domain.objects.open_to(request)).distinct()
    chosen = ListFilter(request.GET, extensions.values_list("code", flat=True))
    names = Domain.objects.open_to(request).select_related("extension")
    return chosen, chosen.narrow(names, act_of(request).today)


def bulk_choices(request) -> list[dict]:
    """What the person may do with several names at once."""
    return [{"kind": b.kind, "label": b.label} for b in BULK.values() if request.membership.may(b.capability)]


@customer_required(Capability.SEE_NAMES)
def export(request):
    """The filtered names as CSV."""
    _chosen, names = narrowed(request)
    response = HttpResponse("".join(csv_lines(table(names))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="domains-{act_of(request).today}.csv"'
    return response
