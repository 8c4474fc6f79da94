"""Proposals made together: the proformas of a batch are numbered in one go as they are written, gapless as ever.

The numbers are taken when the batch has nothing left to do but to write its rows and to commit (DESIGN §5).
"""

from core import clock, evidence, unit_of_work

from . import contents, numbering
from .models import Proforma


def number(rows: list[Proforma]) -> None:
    """Numbers, days and contents of those that are issued and have none; one record of evidence for each."""
    waiting = [row for row in rows if row.number is None and row.state == Proforma.State.ISSUED]
    if not waiting:
        return
    numbers = numbering.next_numbers(numbering.PROFORMA, clock.local_date(waiting[0].issued_at), len(waiting))
    with unit_of_work.gathered():
        for row, taken in zip(waiting, numbers, strict=True):
            contents.bear(row, numbering.PROFORMA, taken)
            facts = {"number": row.number, "total": row.total_ttc, "currency": row.currency}
            evidence.record(row.public_id, "act", "issued", row.issued_by, "HD-3.1c", **facts)
