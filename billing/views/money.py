"""The customer's money: what is to pay and to renew, every document, and the statement of his account."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from accounts.access import CustomerRequired
from billing.figures import account, money, papers
from billing.forms import PapersForm, PeriodForm
from core import clock, display
from core.uploads import for_one_reader

PAGE = 25


class MoneyView(CustomerRequired, TemplateView):
    """To pay, next renewals, payments, credit, and what was spent."""

    template_name = "billing/money.html"

    def get_context_data(self, **kwargs: Any):
        found = money.of(self.request.customer, clock.now())
        return super().get_context_data(money=found, tab="money", **kwargs)


class PapersView(CustomerRequired, TemplateView):
    """Every document, filtered by kind and year, searched by number or by what it is about."""

    template_name = "billing/papers.html"

    def get_context_data(self, **kwargs: Any):
        form = PapersForm(self.request.GET)
        wanted = form.cleaned_data if form.is_valid() else {}
        rows = papers.of(self.request.customer, **wanted)
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        shown = list(papers.listed(page.object_list))
        return super().get_context_data(form=form, page=page, papers=shown, tab="papers", **kwargs)


class AccountStatementView(CustomerRequired, TemplateView):
    """What moved between the customer and us in a period, on the page."""

    template_name = "billing/account_statement.html"

    def period(self) -> tuple[PeriodForm, date, date]:
        """The days asked for; this year's where none are."""
        today = clock.local_date(clock.now())
        form = PeriodForm(
            self.request.GET or None, initial={"first": today.replace(month=1, day=1), "last": today}
        )
        days = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
        return form, days["first"], days["last"]

    def get_context_data(self, **kwargs: Any):
        form, first, last = self.period()
        found = account.of(self.request.customer, first, last)
        return super().get_context_data(form=form, statement=found, tab="statement", **kwargs)


class StatementPdfView(AccountStatementView):
    """The same on paper, made when it is asked for, in the reader's language."""

    def get(self, request, *args: Any, **kwargs: Any):
        from billing import statement_paper  # WeasyPrint takes a second to load: only who prints pays for it

        _form, first, last = self.period()
        found, today = account.of(request.customer, first, last), clock.local_date(clock.now())
        said = statement_paper.content(request.customer, found, today, display.language())
        return for_one_reader(statement_paper.render(said), "application/pdf", f"{first}-{last}.pdf")
