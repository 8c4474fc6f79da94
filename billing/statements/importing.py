"""Import of a statement: the file is kept with its SHA-256, refused a second time, and a line already seen is known.

A line's key is the account, the bank's own number of the movement where there is one, else its day, amount and words,
and which of several equal ones of that day it is: the same in every statement that tells of it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from billing.models import BankAccount, BankLine, BankStatement, StoredFile
from billing.terms import BILLING
from core import display, evidence
from core.acts import Act
from core.uploads import MEGABYTE, harmless

from . import camt_files, csv_files, mt940_files, reading
from .layout import Layout
from .reading import BadStatement, ReadLine, ReadStatement

MEDIA = {"csv": "text/csv", "mt940": "text/plain", "camt053": "application/xml"}


class Judged(NamedTuple):
    """A file that can be imported: its movements, and how many of its lines are known already."""

    statement: ReadStatement
    known: int


def judge(content: bytes, account: BankAccount, layout: Layout | None = None) -> Judged:
    """Read a file and hold it against its account, without keeping anything. Raises BadStatement."""
    demand_new(content)
    statement = read(content, account, layout)
    keys = keys_of(statement.lines, account)
    return Judged(statement, BankLine.objects.filter(key__in=keys).count())


def read(content: bytes, account: BankAccount, layout: Layout | None = None) -> ReadStatement:
    """The movements in a file of any format, found whole and of this account. Raises BadStatement."""
    if not content.strip():
        raise BadStatement(_("The file is empty. Choose it again."))
    demand_size(len(content))
    if camt_files.looks_so(content):
        found = camt_files.read(content)
    elif mt940_files.looks_so(content):
        found = mt940_files.read(content)
    else:
        known = layout or (Layout(**account.columns) if account.columns else None)
        found = [csv_files.read(content, known, account)]
    if not found:
        raise BadStatement(_("The file holds no statement."))
    for one in found:
        if one.format != "csv":
            reading.demand_account(one.account, account.rib, account)
        reading.demand_currency(one.currency, account.currency)
        reading.demand_balance(one)
    return _joined(found)


def demand_size(size: int) -> None:
    """Refuse a file that no bank writes. Raises BadStatement."""
    if size > BILLING.statement_bytes:
        limit = {"limit": BILLING.statement_bytes // MEGABYTE}
        raise BadStatement(_("The file is larger than %(limit)s MB: export a shorter period.") % limit)


def demand_new(content: bytes) -> None:
    """Refuse a file that was imported before, naming when and by whom. Raises BadStatement."""
    sha256 = hashlib.sha256(content).hexdigest()
    first = BankStatement.objects.filter(file__sha256=sha256).select_related("account").first()
    if first:
        raise BadStatement(
            _("This file was imported already, on %(at)s by %(who)s, as %(statement)s.")
            % {"at": display.instant(first.imported_at), "who": first.imported_by, "statement": first}
        )


def keep(
    content: bytes, name: str, account: BankAccount, act: Act, layout: Layout | None = None
) -> BankStatement:
    """Import a file: its statement and those of its lines that are new. Raises BadStatement."""
    judged = judge(content, account, layout)
    try:
        with transaction.atomic():
            BankAccount.objects.select_for_update().get(
                pk=account.pk
            )  # two files of one account, one after the other
            return _kept(judged.statement, content, name, account, act, layout)
    except IntegrityError:  # somebody imported the same file at the same moment
        demand_new(content)
        raise


def _kept(read_one: ReadStatement, content: bytes, name: str, account, act: Act, layout) -> BankStatement:
    first_on, last_on = reading.span(read_one.lines)
    statement = BankStatement.objects.create(
        account=account, file=StoredFile.receive(content, MEDIA[read_one.format], act.now), format=read_one.format,
        file_name=harmless(name), reference=read_one.reference, first_on=first_on, last_on=last_on,
        opening=read_one.opening, closing=read_one.closing, found=len(read_one.lines),
        imported_at=act.now, imported_by=act.actor,
    )  # fmt: skip
    keys = keys_of(read_one.lines, account)
    known = set(BankLine.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [
        _row(line, key, statement, act)
        for line, key in zip(read_one.lines, keys, strict=True)
        if key not in known
    ]
    BankLine.objects.bulk_create(new, batch_size=1000)
    statement.known = len(known)
    statement.save(update_fields=["known"])
    if layout and read_one.format == "csv":
        BankAccount.objects.filter(pk=account.pk).update(columns=layout.as_data())
    facts = {
        "sha256": statement.file.sha256,
        "lines": len(new),
        "known": len(known),
        "file": statement.file_name,
    }
    evidence.record(statement.public_id, "act", "imported", act, "HD-3.2b", **facts)
    return statement


def _row(line: ReadLine, key: str, statement: BankStatement, act: Act) -> BankLine:
    copied = ("booked_on", "value_date", "amount", "label", "reference", "counterparty", "raw")
    return BankLine(
        account_id=statement.account_id, statement=statement, key=key, currency=statement.account.currency,
        imported_at=act.now, **{name: getattr(line, name) for name in copied},
    )  # fmt: skip


def keys_of(lines: Iterable[ReadLine], account: BankAccount) -> list[str]:
    """The stable key of each line, in their order."""
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        words = re.sub(r"[^0-9A-Z]", "", f"{line.reference}{line.label}{line.counterparty}".upper())
        own = f"{line.bank_id}|{line.amount}" if line.bank_id else f"{line.value_date}|{line.amount}|{words}"
        told = f"{account.rib}|{line.booked_on}|{own}"
        keys.append(hashlib.sha256(f"{told}|{seen[told]}".encode()).hexdigest())
        seen[told] += 1
    return keys


def _joined(found: list[ReadStatement]) -> ReadStatement:
    """The statements of one file as one: from the first balance to the last, each following the one before."""
    if not any(one.lines for one in found):
        raise BadStatement(_("The statement has no movement: there is nothing to import."))
    for before, after in pairwise(found):
        if before.closing != after.opening:
            raise BadStatement(
                _("The file is not whole: between two of its statements the balance jumps. Export it again.")
            )
    first, last = found[0], found[-1]
    lines = tuple(line for one in found for line in one.lines)
    reference = first.reference if first is last else f"{first.reference}–{last.reference}"[:80]
    return ReadStatement(
        first.account, first.currency, first.opening, last.closing, lines, reference, first.format
    )
