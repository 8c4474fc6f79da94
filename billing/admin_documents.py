"""The desk's documents: read, never edited (guard 17); their buttons are verbs."""

from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import display
from core.admin import VerbAdmin

from . import lifecycle
from .models import CreditNote, Invoice, Proforma, Receipt
from .views.documents import served


class DocumentAdmin(VerbAdmin):
    """An issued document: read, never edited (guard 17)."""

    list_display = ["number", "customer", "issued_on", "state", "shown_total"]
    list_filter = ["state", "issued_on"]
    list_select_related = ["customer"]
    search_fields = ["=number", "=public_id", "customer__name"]
    exclude = ["content", "pdf", "total_ht", "total_vat", "total_ttc"]
    readonly_fields = ["shown_total", "shown_pdf"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def get_urls(self):
        view, name = self.admin_site.admin_view(self.pdf_view), f"billing_{self.opts.model_name}_pdf"
        return [path("<path:object_id>/pdf/", view, name=name), *super().get_urls()]

    def pdf_view(self, request, object_id):
        """The stored PDF, for staff who may see the document."""
        queryset = self.get_queryset(request).select_related("pdf")
        return served(request, get_object_or_404(queryset, pk=object_id))

    @admin.display(description="PDF")
    def shown_pdf(self, document):
        url = reverse(f"admin:billing_{self.opts.model_name}_pdf", args=[document.pk])
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, document)

    @admin.display(description=_("total with tax"), ordering="total_ttc")
    def shown_total(self, document):
        return display.amount(document.total_ttc, document.currency)


@admin.register(Proforma)
class ProformaAdmin(DocumentAdmin):
    flow = lifecycle.proformas
    staff_verbs = ("void",)
    list_display = [
        "number",
        "customer",
        "issued_on",
        "state",
        "shown_total",
        "payable_until",
        "payment_reference",
    ]
    search_fields = [*DocumentAdmin.search_fields, "=payment_reference"]


@admin.register(Invoice)
class InvoiceAdmin(DocumentAdmin):
    flow = lifecycle.invoices


@admin.register(CreditNote)
class CreditNoteAdmin(DocumentAdmin):
    flow = lifecycle.credit_notes


@admin.register(Receipt)
class ReceiptAdmin(DocumentAdmin):
    flow = lifecycle.receipts
    list_display = ["number", "customer", "kind", "issued_on", "shown_total", "shown_stamp", "about"]
    list_filter = ["kind", "issued_on"]
    search_fields = [*DocumentAdmin.search_fields, "=about"]
    exclude = [*DocumentAdmin.exclude, "stamp"]
    readonly_fields = [*DocumentAdmin.readonly_fields, "shown_stamp"]

    @admin.display(description=_("stamp duty"))
    def shown_stamp(self, receipt):
        return display.amount(receipt.stamp, receipt.currency) if receipt.stamp else "–"
