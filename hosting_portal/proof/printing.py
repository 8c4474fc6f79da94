"""The evidence file on paper: what a judge or a customer reads; the ZIP beside it holds everything."""

from datetime import datetime

from django.template.loader import get_template
from django.utils import translation

from billing import pdf
from core import anchors
from core.terms import EVIDENCE

from .gathering import Dossier


def printed(dossier: Dossier, language: str, now: datetime) -> bytes:
    """The file in one language, as PDF/A-3."""
    with translation.override(language):
        records = sorted(dossier.records, key=lambda r: (r.at, r.about, r.seq))
        context = {
            **pdf.setting(language),
            "dossier": dossier,
            "customer": dossier.subject.customer,
            "made_at": now,
            "records": records[-EVIDENCE.printed :],
            "left_out": max(len(records) - EVIDENCE.printed, 0),
            "states": dict(type(dossier.subject)._meta.get_field("state").flatchoices),
            "anchor": anchors.newest(),
        }
        return pdf.printed(get_template("pdf/evidence.html").render(context))
