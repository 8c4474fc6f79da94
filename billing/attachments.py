"""Documents as mails carry them."""

from notifications.outbox import Attachment

from .models import CreditNote, Invoice, Proforma

DOCUMENTS = {"pro": Proforma, "inv": Invoice, "avo": CreditNote}


def load(public_id: str) -> Attachment | None:
    """The stored PDF of a document; None while it is not ready."""
    model = DOCUMENTS[public_id.partition("_")[0]]
    document = model.objects.filter(public_id=public_id, pdf__isnull=False).select_related("pdf").first()
    return Attachment(f"{document.number}.pdf", bytes(document.pdf.content)) if document else None
