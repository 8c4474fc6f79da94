"""MT940, SWIFT's statement, by the library `mt-940`; a reference that a line break cuts in two is read whole."""

import logging

from django.utils.translation import gettext as _

from .reading import BadStatement, ReadLine, ReadStatement, decoded, squeezed

CENTIMES = 100
NONE = {"NONREF", "NOTPROVIDED", ""}

logging.getLogger("mt940.tags").setLevel(logging.CRITICAL)  # it explains a refusal character by character


def looks_so(content: bytes) -> bool:
    """Whether a file is MT940: its first tags within the first lines."""
    head = content[:2000]
    return b":20:" in head and (b":25:" in head or b":60" in head)


def read(content: bytes) -> list[ReadStatement]:
    """Every statement in the file. Raises BadStatement."""
    import mt940  # only the process that reads a statement loads it

    try:
        found = mt940.parse_statements(decoded(content), options=mt940.Options.all())
        statements = [_statement(one) for one in found]
    except BadStatement:
        raise
    except Exception as error:  # a broken file may fail in any way that its reader knows
        said = squeezed(error, 120)
        raise BadStatement(_("The MT940 file cannot be read (%(error)s).") % {"error": said}) from None
    return statements


def _statement(one) -> ReadStatement:
    data = one.data
    opening = data.get("final_opening_balance") or data.get("intermediate_opening_balance")
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance")
    if not opening or not closing:
        raise BadStatement(
            _("The file is not whole: it has no opening or no closing balance. Export the statement again.")
        )
    return ReadStatement(
        account=str(data.get("account_identification", "")),
        currency=opening.amount.currency,
        opening=_centimes(opening.amount.amount),
        closing=_centimes(closing.amount.amount),
        lines=tuple(_line(row.data) for row in one.transactions if "amount" in row.data),
        reference=squeezed(data.get("statement_number") or data.get("transaction_reference"), 80),
        format="mt940",
    )


def _line(row: dict) -> ReadLine:
    details = str(row.get("transaction_details") or "").replace("\n", "")
    parts = [row.get("purpose") or "", details, row.get("extra_details") or ""]
    reference = row.get("customer_reference") or ""
    return ReadLine(
        booked_on=row.get("entry_date") or row["date"],
        value_date=row["date"],
        amount=_centimes(row["amount"].amount),
        label=squeezed(" ".join(part for part in parts if part), 500),
        reference="" if reference in NONE else squeezed(reference, 80),
        counterparty=squeezed(row.get("applicant_name"), 140),
        bank_id=squeezed(row.get("bank_reference"), 80),
        raw=squeezed("; ".join(f"{k}={v}" for k, v in row.items() if v), 2000),
    )


def _centimes(amount) -> int:
    scaled = amount * CENTIMES
    if scaled != int(scaled):
        raise BadStatement(_("An amount has more than two decimals: %(amount)s.") % {"amount": amount})
    return int(scaled)
