"""Pages of the figures in the back office, each with its table and CSV, and the check-list of the month's end."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from billing.models import BankAccount
from core import clock

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


def _page(request, site, template: str, title, context: dict) -> HttpResponse:
    facts = {"title": title, "opts": BankAccount._meta, **context}
    return render(request, f"admin/billing/{template}.html", site.each_context(request) | facts)
