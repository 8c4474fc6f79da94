"""Pages of the figures in the back office, each with its table and CSV, and the check-list of the month's end."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from billing.ledger import revaluation
from billing.ledger.admin import EXPORT
from billing.models import BankAccount
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed

from . import closing, company


def figures_page(request, site) -> HttpResponse:
    """All figures, one below the other."""
    shown = [figure(clock.now()) for figure in company.FIGURES.values()]
    return _page(request, site, "figures", _("Figures"), {"figures": shown})


def figure_csv(request, site, name: str) -> HttpResponse:
    """One figure's table for a spreadsheet."""
    if name not in company.FIGURES:
        raise Http404
    now = clock.now()
    file = f"{name}-{clock.local_date(now)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "private, no-store"}
    return HttpResponse(company.FIGURES[name](now).csv(), "text/csv; charset=utf-8", headers=headers)


def month_end_page(request, site) -> HttpResponse:
    """What is to be done before a month's books are closed; last month's unless another is asked for."""
    last = closing.month_before(clock.now())
    try:
        first = date.fromisoformat(request.GET.get("month", "") + "-01")
        last = clock.months_later(first, 1) - clock.days(1)
    except ValueError:
        pass
    found = closing.items(last)
    left = sum(1 for item in found if item.open)
    return _page(request, site, "month_end", _("Month end"), {"items": found, "last": last, "left": left})


def year_end_page(request, site, year: int) -> HttpResponse:
    """What is owed in foreign currency, and the act that revalues it: once, by who may take the books away."""
    may = request.user.has_perm(EXPORT)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        try:
            n = revaluation.close(year, act_of(request, request.POST.get("reason", "")))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request, ngettext("%(n)s account revalued.", "%(n)s accounts revalued.", n) % {"n": n}
            )
        return redirect(request.path)
    context = {"year": year, "closed": revaluation.is_closed(year), "may": may}
    return _page(request, site, "year_end", _("Year end"), context | _held(year))


def _held(year: int) -> dict:
    """What the accounts hold at the end of a year, or why that cannot be said."""
    try:
        return {
            "rows": [
                held
                for code in revaluation.FOREIGN
                for held in revaluation.holdings(code, date(year, 12, 31))
            ]
        }
    except NotAllowed as refusal:
        return {"refusal": refusal.message}


def _page(request, site, template: str, title, context: dict) -> HttpResponse:
    facts = {"title": title, "opts": BankAccount._meta, **context}
    return render(request, f"admin/billing/{template}.html", site.each_context(request) | facts)
