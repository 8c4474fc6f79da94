"""The desk of exchange rates: read, type one, import a list. A rate that stands is corrected with a reason only."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from billing.models import ExchangeRate
from core.acts import act_of
from core.admin import ReadOnlyAdmin
from core.transitions import NotAllowed

from . import desk
from .forms import ListForm, RateForm


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    change_list_template = "admin/billing/rates.html"
    list_display = ["day", "currency", "shown_rate", "source", "entered_at", "entered_by"]
    list_filter = ["currency", "source"]
    date_hierarchy = "day"
    fields = ["currency", "day", "shown_rate", "source", "entered_at", "entered_by"]

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("billing.add_exchangerate")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else RateForm

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["currency", "day", "rate", "source", "reason"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else ()

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="billing_exchangerate_import"), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        data, act = form.cleaned_data, act_of(request, form.cleaned_data["reason"])
        try:
            kept = desk.typed(data["currency"], data["day"], data["rate"], data["source"], act)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            obj.__dict__.update(kept.__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        """Refused, there is no row to speak of: back to the list with the reason."""
        return super().response_add(request, obj, post_url_continue) if obj.pk else redirect("..")

    def log_addition(self, request, obj, message):
        return super().log_addition(request, obj, message) if obj.pk else None

    def import_view(self, request):
        """Import a list; what it says already is passed over, what differs is refused."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            self._import(request, form.cleaned_data["rates"])
            return redirect("..")
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts}
        return render(
            request, "admin/billing/import_rates.html", context | {"title": gettext("Import rates")}
        )

    def _import(self, request, rates) -> None:
        try:
            n = desk.enter(rates, act_of(request))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, ngettext("%(n)s new rate.", "%(n)s new rates.", n) % {"n": n})

    @admin.display(description=_("rate"))
    def shown_rate(self, rate):
        return f"1 {rate.currency} = {rate.written} MAD"
