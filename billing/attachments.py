"""Documents as mails carry them."""

from notifications.outbox import GONE, Attachment

from .models import CreditNote, Invoice, Proforma, Receipt

DOCUMENTS = {"pro": Proforma, "inv": Invoice, "avo": CreditNote, "rcp": Receipt}
ENDED = (Proforma.State.VOID, Proforma.State.LAPSED)


def load(public_id: str) -> Attachment | None:
    """The stored PDF of a document; None while it is not ready, GONE when it ended before it was made, or is purged."""
    model = DOCUMENTS[public_id.partition("_")[0]]
    document = model.objects.filter(public_id=public_id).select_related("pdf").first()
    if document and document.pdf:
        content = document.pdf.read()
        return Attachment(f"{document.number}.pdf", content) if content is not None else GONE
    return GONE if document and document.state in ENDED else None
