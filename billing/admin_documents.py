"""The desk's documents: read, never edited (guard 17); their buttons are verbs."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import display
from core.admin import ReasonForm, VerbAdmin

from . import lifecycle, settling
from .models import CreditNote, Invoice, Proforma, Receipt
from .views.documents import as_ubl, served

WRITE_OFF = "write_off"


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

    def verbs_for(self, request, thing):
        """A rest of some centimes may be given up: a payment of its own, not a verb of the proforma."""
        found = super().verbs_for(request, thing)
        if found and settling.may_write_off(thing):
            found.append({"name": WRITE_OFF, "label": _("give up the rest"), "clause": "HD-3.2b"})
        return found

    def carry_out(self, thing, verb, act, **data):
        if verb == WRITE_OFF:
            settling.write_off(thing, act)
        else:
            super().carry_out(thing, verb, act, **data)


class ClearanceForm(ReasonForm):
    """What was sent to the tax office's platform, or what it answered."""

    status = forms.ChoiceField(label=_("Clearance"), choices=Invoice.Clearance.choices[1:])


class ClearedAdmin(DocumentAdmin):
    """A tax document: also as UBL, and with what the platform said of it."""

    staff_verbs = ("clear",)
    list_display = [*DocumentAdmin.list_display, "clearance_status"]
    list_filter = [*DocumentAdmin.list_filter, "clearance_status"]
    readonly_fields = [*DocumentAdmin.readonly_fields, "shown_ubl"]

    def verb_form(self, verb):
        return ClearanceForm

    def get_urls(self):
        view, name = self.admin_site.admin_view(self.ubl_view), f"billing_{self.opts.model_name}_ubl"
        return [path("<path:object_id>/ubl/", view, name=name), *super().get_urls()]

    def ubl_view(self, request, object_id):
        """The document as UBL 2.1, for staff who may see it."""
        document = get_object_or_404(self.model._base_manager, pk=object_id)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        return as_ubl(document)

    @admin.display(description="UBL 2.1")
    def shown_ubl(self, document):
        url = reverse(f"admin:billing_{self.opts.model_name}_ubl", args=[document.pk])
        return format_html('<a href="{}" download>{}.xml</a>', url, document)


@admin.register(Invoice)
class InvoiceAdmin(ClearedAdmin):
    flow = lifecycle.invoices


@admin.register(CreditNote)
class CreditNoteAdmin(ClearedAdmin):
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
