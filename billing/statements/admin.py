"""The statements' desk in the back office: our accounts, the files, their lines, and the queue with the C-26 clock."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models import BankAccount, BankLine, BankStatement
from billing.papers_admin import DocumentedAdmin
from billing.terms import BILLING
from core import clock, display
from core.acts import act_of
from core.admin import Queue, ReasonForm, VerbAdmin, register_queue

from . import accounts, lifecycle, views
from .forms import OwnerForm, TakingsForm


@admin.register(BankAccount)
class BankAccountAdmin(admin.ModelAdmin):
    """Accounts that receive money: those of the company's profile, and others that staff add."""

    list_display = ["bank", "rib", "currency", "ledger", "active"]
    fields = ["bank", "holder", "rib", "currency", "ledger", "active"]

    def get_readonly_fields(self, request, obj=None):
        return ("rib", "currency") if obj else ()  # its lines are known by them

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        accounts.take_over()
        return super().changelist_view(request, extra_context)


@admin.register(BankStatement)
class BankStatementAdmin(DocumentedAdmin):
    """Files from the bank, as they came."""

    paper = "file"
    shown = (
        *("account", "file_name", "format", "sha256", "reference", "first_on", "last_on"),
        *("shown_opening", "shown_closing", "found", "known", "imported_at", "imported_by"),
    )
    list_display = ["imported_at", "account", "file_name", "format", "first_on", "last_on", "found", "known"]
    list_filter = ["account", "format"]
    list_select_related = ["account"]
    search_fields = ["file_name", "=file__sha256", "reference"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("file").defer("file__stored")

    def has_add_permission(self, request):
        return request.user.has_perm("billing.add_bankstatement")

    def add_view(self, request, form_url="", extra_context=None):
        return views.import_page(request, self.admin_site)

    @admin.display(description="SHA-256")
    def sha256(self, statement):
        return format_html('<bdi dir="ltr"><code>{}</code></bdi>', statement.file.sha256)

    @admin.display(description=_("opening balance"))
    def shown_opening(self, statement):
        return _money(statement.opening, statement.account.currency)

    @admin.display(description=_("closing balance"))
    def shown_closing(self, statement):
        return _money(statement.closing, statement.account.currency)


@admin.register(BankLine)
class BankLineAdmin(VerbAdmin):
    """Movements on our accounts; those that wait stand in the queue with their proposals."""

    flow = lifecycle.flow
    staff_verbs = ("credit", "hold", "pass_on", "set_apart")
    list_display = ["value_date", "account", "shown_amount", "label", "counterparty", "state", "payment"]
    list_filter = ["state", "account", ("value_date", admin.DateFieldListFilter)]
    list_select_related = ["account", "payment"]
    search_fields = ["label", "reference", "counterparty", "=public_id", "=payment__public_id"]
    date_hierarchy = "value_date"
    exclude = ["amount", "declined"]
    readonly_fields = ["shown_amount"]

    actions = ["set_apart_ours"]

    @admin.action(
        description=_("Money that left, no refund: fees, salaries, suppliers"), permissions=["view"]
    )
    def set_apart_ours(self, request, queryset):
        """Many outgoing lines at once; what came in is looked at one by one."""
        if not request.user.has_perm("billing.change_bankline"):
            raise PermissionDenied
        act = act_of(request, gettext("money that left, no refund"))
        for line in queryset.filter(state="waiting", amount__lt=0):
            lifecycle.set_apart(line, act)

    def get_urls(self):
        view = self.admin_site.admin_view(lambda request: views.queue_page(request, self.admin_site))
        return [path("queue/", view, name="billing_bankline_queue"), *super().get_urls()]

    def verb_form(self, verb):
        return {"credit": OwnerForm, "pass_on": TakingsForm}.get(verb, ReasonForm)

    def bound_form(self, verb, thing, *data):
        return TakingsForm(*data, line=thing) if verb == "pass_on" else super().bound_form(verb, thing, *data)

    def verbs_for(self, request, thing):
        found = super().verbs_for(request, thing)
        gone = ("pass_on", "set_apart")
        return found if thing.amount > 0 else [verb for verb in found if verb["name"] in gone]

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, line):
        return _money(line.amount, line.currency)


def _money(amount, currency: str) -> str:
    return "–" if amount is None else display.amount(amount, currency)


# --- the queue ------------------------------------------------------------------------------------------
def _waiting():
    return BankLine.objects.filter(state="waiting", amount__gt=0)


register_queue(
    Queue(
        _("Bank lines to match"),
        count=lambda: _waiting().count(),
        url=lambda: reverse("admin:billing_bankline_queue"),
        clause="C-26",
        late=lambda: _waiting().filter(imported_at__lt=clock.now() - BILLING.confirmation_target).count(),
        permission="billing.view_bankline",
    )
)
