"""The catalogue's first load: extensions, products and prices from `catalogue.toml`, the lists of `reserved.toml`;
afterwards staff edit the rows."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from billing.models import Price, Product

from . import reserved
from .models import Extension, ReservedTerm

CATALOGUE = Path(__file__).with_name("catalogue.toml")
COPIED = ("family", "enabled", "source", "effective_on", "idn", "min_length", "reserved", "restricted", "auth_code",
          "total_years", "redeem_includes_year", "requires_local_admin", "requires_identity", "requires_legal_person",
          "requires_https", "note", "max_length", "required_contacts")  # fmt: skip


def load(starts_on: date) -> int:
    """Add what the catalogue has and the database has not; returns how many extensions are new."""
    catalogue = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    rows = catalogue["extension"]
    for fee in catalogue["fee"]:
        _add_fee(fee, starts_on)
    known = set(Extension.objects.values_list("code", flat=True))
    new = [(rank, row) for rank, row in enumerate(rows) if row["code"] not in known]
    for rank, row in new:
        _add(row, rank, starts_on)
    if not ReservedTerm.objects.exists():
        _add_terms()
    return len(new)


def _add_fee(row: dict[str, Any], starts_on: date) -> None:
    names = {f"name_{language}": text for language, text in row["name"].items()}
    product, new = Product.objects.get_or_create(
        code=f"domain.{row['code']}", defaults={"family": "domain", **names}
    )
    if new:
        Price.objects.create(
            product=product, operation=row["operation"], amount=row["amount"], starts_on=starts_on
        )


def _add_terms() -> None:
    facts, rows = reserved.first_lists()
    ReservedTerm.objects.bulk_create(
        ReservedTerm(
            family=reach.removeprefix("family:"), match=match, kind=kind, term=reserved.plain(term), **facts
        )
        for reach, match, kind, term in rows
    )
    reserved.forget()


def _add(row: dict[str, Any], rank: int, starts_on: date) -> None:
    facts = {name: row[name] for name in COPIED if name in row}
    first, last = row.get("years", (1, 1))
    texts = {f"description_{language}": text for language, text in row.get("description", {}).items()}
    lock = {"lock_days": 0} if row["family"] == "ma" else {}  # no waiting time under .ma (C-06)
    Extension.objects.create(
        code=row["code"], years_min=first, years_max=last, rank=rank, scopes=row.get("documents", []),
        **facts, **texts, **lock,
    )  # fmt: skip
    names = {f"name_{language}": f".{row['code']}" for language in ("fr", "en", "ar")}
    product = Product.objects.create(
        code=f"domain.{row['code']}", family="domain", active=row["enabled"], **names
    )
    prices = row.get("prices", {}).items()
    Price.objects.bulk_create(
        Price(product=product, operation=operation, amount=amount, starts_on=starts_on)
        for operation, amount in prices
    )
