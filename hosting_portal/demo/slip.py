"""A bank's transfer slip, as a customer scans it: a one-page PDF."""

from datetime import date

from weasyprint import HTML

from billing.models import Proforma
from core import money
from core.company import company


def bank_slip(proforma: Proforma, day: date) -> bytes:
    """The slip of the transfer that pays this proforma."""
    to = company().bank_accounts[0]
    rows = {
        "Donneur d'ordre": proforma.customer.name,
        "Bénéficiaire": to.holder,
        "RIB": to.rib,
        "Montant": money.text(proforma.remaining, proforma.currency, "fr"),
        "Date": f"{day:%d/%m/%Y}",
        "Motif": proforma.payment_reference,
    }
    lines = "".join(f"<tr><th align=left>{label}</th><td>{value}</td></tr>" for label, value in rows.items())
    page = f"<h1>Ordre de virement</h1><p>Banque de démonstration</p><table cellpadding=6>{lines}</table>"
    slip: bytes = HTML(string=page).write_pdf()
    return slip
