"""The ledger in the back office: read by everybody of the desk, taken away by who may (the accountant)."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from billing.models import Allocation, Bundle, Movement
from core import clock, display
from core.admin import ReadOnlyAdmin

from .exports import EXPORTS, written

EXPORT = "billing.export_ledger"


class ExportForm(forms.Form):
    """Which file, and of which days."""

    file = forms.ChoiceField(
        label=_("File"), choices=[("journal", _("journal")), ("vat", _("VAT by month and rate"))]
    )
    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self):
        data = super().clean()
        if "first" in data and "last" in data and data["last"] < data["first"]:
            self.add_error("last", _("The last day comes before the first."))
        return data


@admin.register(Movement)
class MovementAdmin(ReadOnlyAdmin):
    change_list_template = "admin/billing/movements.html"
    list_display = ["day", "cause", "debit", "credit", "shown_amount", "customer", "document", "about"]
    list_filter = ["cause", "debit", "credit", "currency"]
    list_select_related = ["customer"]
    search_fields = ["=about", "=document", "customer__name"]
    date_hierarchy = "day"

    def get_urls(self):
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="billing_movement_export"), *super().get_urls()]

    def export(self, request):
        """The accountant's files, as CSV to take away."""
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        form = ExportForm(request.POST or None, initial=_last_month())
        if request.method == "POST" and form.is_valid():
            return _file(**form.cleaned_data)
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts}
        return render(request, "admin/billing/ledger_export.html", context)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, movement):
        return display.amount(movement.amount, movement.currency)


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    list_display = ["payment", "proforma", "shown_amount"]
    list_select_related = ["payment", "proforma"]
    search_fields = ["=payment__public_id", "=proforma__number"]

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, allocation):
        return display.amount(allocation.amount, allocation.proforma.currency)


@admin.register(Bundle)
class BundleAdmin(ReadOnlyAdmin):
    list_display = ["payment_reference", "customer", "shown_total", "made_at"]
    list_select_related = ["customer"]
    search_fields = ["=payment_reference", "=public_id", "customer__name", "=proformas__number"]

    @admin.display(description=_("total to pay when it was made"), ordering="total")
    def shown_total(self, bundle):
        return display.amount(bundle.total, bundle.currency)


def _last_month() -> dict:
    last = clock.local_date(clock.now()).replace(day=1) - timedelta(days=1)
    return {"file": "journal", "first": last.replace(day=1), "last": last}


def _file(file: str, first, last) -> HttpResponse:
    answer = HttpResponse(written(EXPORTS[file](first, last)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file}-{first}-{last}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
