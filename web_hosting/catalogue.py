"""The catalogue's first load: plans, services and prices from `catalogue.toml`; afterwards staff edit the rows."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from billing.models import Price, Product

from .models import QUOTAS, HostingPlan

CATALOGUE = Path(__file__).with_name("catalogue.toml")
LANGUAGES = ("fr", "en", "ar")


def load(starts_on: date) -> int:
    """Add what the catalogue has and the database has not; how many plans are new."""
    catalogue = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    for row in catalogue["service"]:
        names = {f"name_{language}": row[language] for language in LANGUAGES}
        _sell(row["code"], "hosting", names, row["prices"], starts_on)
    known = set(HostingPlan.objects.values_list("code", flat=True))
    new = [(rank, row) for rank, row in enumerate(catalogue["plan"]) if row["code"] not in known]
    for rank, row in new:
        _add(row, rank, starts_on)
    return len(new)


def _add(row: dict[str, Any], rank: int, starts_on: date) -> None:
    spoken = {f"description_{language}": row[language] for language in LANGUAGES}
    plan = HostingPlan.objects.create(
        code=row["code"], name=row["name"], package=row["code"], group=row.get("group", "web"), rank=rank,
        scopes=["hosting"], **{name: row.get(name) for name in QUOTAS}, **spoken,
    )  # fmt: skip
    names = {f"name_{language}": row["name"] for language in LANGUAGES}
    _sell(plan.product_code, "hosting", names, row["prices"], starts_on)


def _sell(code: str, family: str, names: dict[str, str], prices: dict[str, int], starts_on: date) -> None:
    product, new = Product.objects.get_or_create(code=code, defaults={"family": family, **names})
    if new:
        Price.objects.bulk_create(
            Price(product=product, operation=operation, amount=amount, starts_on=starts_on)
            for operation, amount in prices.items()
        )
