"""The catalogue's first load: limits, products and prices from `catalogue.toml`; afterwards staff edit the rows."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from billing.models import Price, Product

from .models import CertificateProduct, ValidityLimit
from .ordering import SERVERS, installation_product

CATALOGUE = Path(__file__).with_name("catalogue.toml")
COPIED = ("name", "brand", "authority", "authority_name", "authority_product", "agreement_url", "level", "kind",
          "warranty", "licences", "caa_domains")  # fmt: skip
METHODS = ["dns", "email", "http"]
LANGUAGES = ("fr", "en", "ar")


def load(starts_on: date) -> int:
    """Add what the catalogue has and the database has not; how many products are new."""
    catalogue = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    for row in catalogue["limit"]:
        ValidityLimit.objects.get_or_create(starts_on=row.pop("starts_on"), defaults=row)
    for row in catalogue["installation"]:
        _add_installation(row, starts_on)
    known = set(CertificateProduct.objects.values_list("code", flat=True))
    new = [(rank, row) for rank, row in enumerate(catalogue["product"]) if row["code"] not in known]
    for rank, row in new:
        _add(row, catalogue["level"][row["level"]], rank, starts_on)
    return len(new)


def _add_installation(row: dict[str, Any], starts_on: date) -> None:
    words = {"fr": "Installation", "en": "Installation", "ar": "تثبيت"}
    for server in SERVERS:
        names = {f"name_{language}": f"{words[language]} {row['level'].upper()}" for language in LANGUAGES}
        product, new = Product.objects.get_or_create(
            code=installation_product(row["level"], server), defaults={"family": "ssl", **names}
        )
        if new:
            Price.objects.create(
                product=product, operation="install", amount=row[server], starts_on=starts_on
            )


def _add(row: dict[str, Any], texts: dict[str, Any], rank: int, starts_on: date) -> None:
    included, most = row.get("names", (1, 1))
    spoken = {f"{field}_{language}": texts[field][language] for field in texts for language in LANGUAGES}
    CertificateProduct.objects.create(
        code=row["code"], names_included=included, names_most=most, methods=row.get("methods", METHODS), rank=rank,
        scopes=["ssl", f"ssl.{row['level']}"], **{name: row[name] for name in COPIED if name in row}, **spoken,
    )  # fmt: skip
    names = {f"name_{language}": row["name"] for language in LANGUAGES}
    product = Product.objects.create(code=f"ssl.{row['code']}", family="ssl", **names)
    Price.objects.bulk_create(
        Price(product=product, operation=operation, amount=amount, starts_on=starts_on)
        for operation, amount in row["prices"].items()
    )
