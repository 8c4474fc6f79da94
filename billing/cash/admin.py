"""The cash desk in the back office: open a till, take cash, carry it to the bank, count, sign, print the report."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models import Payment, Till, TillEntry
from core import clock, display
from core.acts import act_of
from core.admin import ReasonForm, VerbAdmin
from core.transitions import NotAllowed

from . import desk, lifecycle, limits, stamp
from .forms import BankForm, CountForm, OpenForm, TakeForm

RIGHT = "billing.take_cash"


@admin.register(Till)
class TillAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("count", "recount", "sign")
    change_form_template = "admin/billing/till.html"
    list_display = ["opened_at", "clerk", "state", "shown_float", "shown_counted", "shown_difference"]
    list_filter = ["state"]
    list_select_related = ["clerk"]
    search_fields = ["=public_id", "clerk__email", "clerk__name"]
    exclude = ["float_amount", "counted", "expected"]
    readonly_fields = ["shown_float", "shown_counted", "shown_difference"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("clerk")

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm(RIGHT)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else OpenForm

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj else OpenForm.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj) if obj else ()

    def save_model(self, request, obj, form, change):
        """Open a till for who asks."""
        try:
            till = lifecycle.open_till(request.user, form.cleaned_data["float_amount"], act_of(request))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
            till = Till.objects.filter(clerk=request.user).exclude(state=Till.State.CLOSED).get()
        obj.__dict__.update(till.__dict__)

    def verbs_for(self, request, thing):
        return super().verbs_for(request, thing) if request.user.has_perm(RIGHT) else []

    def verb_form(self, verb):
        return CountForm if verb == "count" else ReasonForm

    def change_view(self, request, object_id, form_url="", extra_context=None):
        till = self.get_object(request, object_id)
        mine = bool(till) and till.state == Till.State.OPEN and till.clerk_id == request.user.pk
        extra = {"mine": mine and request.user.has_perm(RIGHT)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def get_urls(self):
        pages = {"encaisser": self.take, "banque": self.bank, "rapport": self.report}
        ours = [
            path(f"<path:object_id>/{word}/", self.admin_site.admin_view(view), name=f"billing_till_{view.__name__}")
            for word, view in pages.items()
        ]  # fmt: skip
        return [*ours, *super().get_urls()]

    # --- pages --------------------------------------------------------------------------------------------
    def take(self, request, object_id):
        """Cash for a reference: shown with duty and warnings first, taken when the same sum is confirmed."""
        till = self._till(request, object_id)
        form = TakeForm(request.POST or None)
        shown = self._summary(form) if form.is_valid() else {}
        if shown and form.cleaned_data["seen"] == shown["total"]:
            try:
                receipt = desk.take(till, shown["payable"], shown["amount"], act_of(request))
            except NotAllowed as refusal:
                messages.error(request, refusal.message)
            else:
                words = gettext("Taken: %(total)s. Receipt %(number)s.")
                messages.success(request, words % {"total": _mad(shown["total"]), "number": receipt.number})
                return redirect(self._page(till))
        return self._render(request, till, "admin/billing/take.html", _("Take cash"), form=form, **shown)

    def _summary(self, form) -> dict:
        payable = form.cleaned_data["reference"]
        amount = form.cleaned_data["amount"] or payable.remaining
        duty = stamp.duty(amount)
        warnings = limits.warnings(payable.customer, amount, clock.local_date(clock.now()))
        return {
            "payable": payable,
            "amount": amount,
            "duty": duty,
            "total": amount + duty,
            "warnings": warnings,
        }

    def bank(self, request, object_id):
        """Cash carried to the bank."""
        till = self._till(request, object_id)
        form = BankForm(request.POST or None)
        if form.is_valid():
            try:
                desk.carry_to_bank(
                    till, form.cleaned_data["amount"], act_of(request, form.cleaned_data["reason"])
                )
            except NotAllowed as refusal:
                messages.error(request, refusal.message)
            else:
                return redirect(self._page(till))
        return self._render(request, till, "admin/billing/take.html", _("Carry to the bank"), form=form)

    def report(self, request, object_id):
        """The till's report, to print and to sign."""
        till = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_view_permission(request, till):
            raise PermissionDenied
        entries = till.entries.select_related("payment__customer", "payment__proforma", "payment__bundle")
        sums = till.entries.order_by("kind").values("kind").annotate(n=Count("pk"), total=Sum("amount"))
        kinds = [{**row, "label": TillEntry.Kind(row["kind"]).label} for row in sums]
        duty = Payment.objects.filter(till_entry__till=till).aggregate(n=Sum("stamp"))["n"] or 0
        should = till.expected if till.expected is not None else lifecycle.expected(till)
        shown = {"entries": entries, "kinds": kinds, "duty": duty, "should": should}
        return self._render(request, till, "admin/billing/till_report.html", _("Till report"), **shown)

    # --- inside -------------------------------------------------------------------------------------------
    def _till(self, request, object_id) -> Till:
        till = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return till

    def _render(self, request, till, template, title, **shown):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "till": till, "title": title}
        return render(request, template, {**context, "back": self._page(till), **shown})

    def _page(self, thing) -> str:
        return reverse("admin:billing_till_change", args=[thing.pk])

    @admin.display(description=_("opening float"), ordering="float_amount")
    def shown_float(self, till):
        return _mad(till.float_amount)

    @admin.display(description=_("counted"), ordering="counted")
    def shown_counted(self, till):
        return "–" if till.counted is None else _mad(till.counted)

    @admin.display(description=_("difference"))
    def shown_difference(self, till):
        return "–" if till.difference is None else _mad(till.difference)


def _mad(amount: int) -> str:
    return display.amount(amount, desk.CURRENCY)
