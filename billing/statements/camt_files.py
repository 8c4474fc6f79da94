"""CAMT.053, the statement of ISO 20022, in any version of its official namespace.

Read with lxml and nothing else: the readers on PyPI either bring a web framework along or let pending entries and
document types through. The parser follows no entity, loads no document type and asks no network.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from .reading import BadStatement, ReadLine, ReadStatement, squeezed

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.(05[234])\.001\.[0-9]{2}")
CENTIMES = 100
BOOKED = "BOOK"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
SIGNS = {"CRDT": 1, "DBIT": -1}


def looks_so(content: bytes) -> bool:
    """Whether a file is XML."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").startswith(b"<")


def read(content: bytes) -> list[ReadStatement]:
    """Every statement in the file. Raises BadStatement."""
    from lxml import etree  # 5 MiB: only the process that reads a statement pays for them

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        said = squeezed(error.msg, 120)
        raise BadStatement(_("The XML file is broken or cut off (%(error)s).") % {"error": said}) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadStatement(_("The XML file brings a document type along: no bank's statement does."))
    match = NAMESPACE.fullmatch(etree.QName(root).namespace or "")
    if not match or match.group(1) != "053":
        raise BadStatement(_("This XML file is not a CAMT.053 statement: ask the bank for “camt.053”."))
    statements = [_statement(one) for one in root.iterfind("{*}BkToCstmrStmt/{*}Stmt")]
    if not statements:
        raise BadStatement(_("The file holds no statement."))
    return statements


def _statement(one) -> ReadStatement:
    balances = {_text(b, "Tp/CdOrPrtry/Cd"): b for b in one.iterfind("{*}Bal")}
    opening = next((balances[code] for code in OPENING if code in balances), None)
    closing = next((balances[code] for code in CLOSING if code in balances), None)
    if opening is None or closing is None:
        raise BadStatement(
            _("The file is not whole: it has no opening or no closing balance. Export the statement again.")
        )
    other = _text(one, "Acct/Id/Othr/Id")
    return ReadStatement(
        account=_text(one, "Acct/Id/IBAN") or other,
        currency=opening.find("{*}Amt").get("Ccy", ""),
        opening=_amount(opening),
        closing=_amount(closing),
        lines=tuple(line for entry in one.iterfind("{*}Ntry") for line in _lines(entry)),
        reference=squeezed(_text(one, "Id"), 80),
        format="camt053",
    )


def _lines(entry) -> list[ReadLine]:
    """An entry's movement; a batch is told apart where its parts add up to it. What is only announced is left out."""
    if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) != BOOKED:
        return []
    total = _amount(entry)
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    if len(parts) > 1 and all(part.find("{*}Amt") is not None for part in parts):
        amounts = [
            _amount(part, SIGNS.get(_text(part, "CdtDbtInd"), 1 if total > 0 else -1)) for part in parts
        ]
        if sum(amounts) == total:
            return [_line(entry, part, amount) for part, amount in zip(parts, amounts, strict=True)]
    return [_line(entry, parts[0] if parts else entry, total)]


def _line(entry, part, amount: int) -> ReadLine:
    said = [node.text or "" for node in part.iterfind("{*}RmtInf/{*}Ustrd")]
    structured = _text(part, "RmtInf/Strd/CdtrRefInf/Ref")
    party = "Dbtr" if amount > 0 else "Cdtr"
    end_to_end = _text(part, "Refs/EndToEndId")
    booked = _day(entry, "BookgDt")
    from lxml import etree

    return ReadLine(
        booked_on=booked,
        value_date=_day(entry, "ValDt", booked),
        amount=amount,
        label=squeezed(" ".join([*said, structured, _text(entry, "AddtlNtryInf")]), 500),
        reference=squeezed("" if end_to_end == "NOTPROVIDED" else end_to_end, 80),
        counterparty=squeezed(
            _text(part, f"RltdPties/{party}/Nm") or _text(part, f"RltdPties/{party}/Pty/Nm"), 140
        ),
        bank_id=squeezed(_text(part, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef"), 80),
        raw=squeezed(etree.tostring(part, encoding="unicode"), 2000),
    )


def _text(node, path: str) -> str:
    found = node.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def _amount(node, sign: int | None = None) -> int:
    """The signed centimes of a balance, an entry or a part of one."""
    written = _text(node, "Amt")
    try:
        scaled = Decimal(written) * CENTIMES
        if sign is None:
            sign = SIGNS[_text(node, "CdtDbtInd")]
        if not scaled.is_finite() or scaled != int(scaled) or scaled < 0:
            raise InvalidOperation
    except (InvalidOperation, KeyError):
        raise BadStatement(
            _("“%(amount)s” is not an amount in centimes.") % {"amount": written[:40]}
        ) from None
    return sign * int(scaled)


def _day(entry, name: str, otherwise: date | None = None) -> date:
    written = (_text(entry, f"{name}/Dt") or _text(entry, f"{name}/DtTm"))[:10]
    try:
        return date.fromisoformat(written)
    except ValueError:
        if otherwise:
            return otherwise
        raise BadStatement(_("“%(day)s” is not a day.") % {"day": written}) from None
