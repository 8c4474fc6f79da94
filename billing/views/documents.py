"""Proformas, invoices, credit notes and the credit account; PDFs only ever from the stored file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import CustomerRequired
from billing import glance
from billing.einvoice import ubl
from billing.models import CreditEntry, CreditNote, Invoice, Payment, Proforma, Receipt
from core.uploads import for_one_reader
from core.views import OwnedDetailView, OwnedListView

PURGED = _("Its content was purged: nothing needs it any more. The digest stays.")
REFRESH = "3"  # seconds until a page that waits for its PDF looks again


class ProformaListView(CustomerRequired, OwnedListView):
    """What is to pay, and what was; money at a glance."""

    model = Proforma
    template_name = "billing/proformas.html"

    def get_queryset(self):
        return super().get_queryset().exclude(state=Proforma.State.DRAFT).defer("content")

    def get_context_data(self, **kwargs):
        return super().get_context_data(glance=glance.of(self.request.customer), tab="proformas", **kwargs)


class InvoiceListView(CustomerRequired, OwnedListView):
    """Tax invoices and their credit notes."""

    model = Invoice
    template_name = "billing/invoices.html"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .defer("content")
            .select_related("proforma")
            .prefetch_related("credit_notes")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(tab="invoices", **kwargs)


class ReceiptListView(CustomerRequired, OwnedListView):
    """Receipts of cash and of refunds."""

    model = Receipt
    template_name = "billing/receipts.html"

    def get_queryset(self):
        return super().get_queryset().defer("content")

    def get_context_data(self, **kwargs):
        return super().get_context_data(tab="receipts", **kwargs)


class CreditView(CustomerRequired, OwnedListView):
    """The movements of the credit account."""

    model = CreditEntry
    template_name = "billing/credit.html"

    def get_queryset(self):
        return super().get_queryset().order_by("-seq")

    def get_context_data(self, **kwargs):
        return super().get_context_data(glance=glance.of(self.request.customer), tab="credit", **kwargs)


class ProformaDetailView(CustomerRequired, OwnedDetailView):
    """One proforma as it was frozen, its payments, and what can be done."""

    model = Proforma
    template_name = "billing/proforma.html"
    context_object_name = "proforma"

    def get_queryset(self):
        return super().get_queryset().select_related("order", "invoice")

    def get_context_data(self, **kwargs):
        payments = Payment.objects.of_proforma(self.object).order_by("received_at")
        return super().get_context_data(payments=payments, content=self.object.content, **kwargs)


class PdfView(CustomerRequired, OwnedDetailView):
    """The stored PDF of one of the customer's documents."""

    def get_queryset(self):
        return super().get_queryset().select_related("pdf")

    def get(self, request, *args, **kwargs):
        return served(request, self.get_object())


class ProformaPdfView(PdfView):
    """A proforma."""

    model = Proforma


class InvoicePdfView(PdfView):
    """A tax invoice."""

    model = Invoice


class CreditNotePdfView(PdfView):
    """A credit note."""

    model = CreditNote


class ReceiptPdfView(PdfView):
    """A receipt."""

    model = Receipt


class UblView(CustomerRequired, OwnedDetailView):
    """A tax document as UBL 2.1, made from its frozen content."""

    def get(self, request, *args, **kwargs):
        return as_ubl(self.get_object())


class InvoiceUblView(UblView):
    """A tax invoice."""

    model = Invoice


class CreditNoteUblView(UblView):
    """A credit note."""

    model = CreditNote


def as_ubl(document) -> HttpResponse:
    """The document's UBL 2.1, to download; of one whose content was purged there is none any more."""
    if document.purged_at:
        return HttpResponse(PURGED, "text/plain", 410)
    answer = for_one_reader(ubl.written(document.content), "application/xml", f"{document.number}.xml")
    answer["Content-Disposition"] = f'attachment; filename="{document.number}.xml"'
    return answer


def served(request, document) -> HttpResponse:
    """The stored bytes; while the worker makes them, a page that says so and looks again by itself."""
    if document.pdf_id is None:
        waiting = render(request, "billing/preparing.html", {"document": document}, status=202)
        waiting["Refresh"] = REFRESH
        return waiting
    return stored(document.pdf, f"{document.number}.pdf")


def stored(file, name: str) -> HttpResponse:
    """A stored file, for the person who may read it and nobody's cache; one that was purged is there no more."""
    content = file.read()
    if content is None:
        return HttpResponse(PURGED, "text/plain", 410)
    return for_one_reader(content, file.media_type, name)
