"""The catalogue's first load: sites, systems, configurations, prices from `catalogue.toml`; then staff edit."""

import ipaddress
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from billing.models import Price, Product

from .models import Address, Image, ServerProduct, Site, Subnet
from .options import option_product
from .prices import operation

CATALOGUE = Path(__file__).with_name("catalogue.toml")
LANGUAGES = ("fr", "en", "ar")
PERCENT = 100


def load(starts_on: date) -> int:
    """Add what the catalogue has and the database has not; how many configurations are new."""
    catalogue = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    sites = {row["code"]: _site(rank, row) for rank, row in enumerate(catalogue["site"])}
    for rank, row in enumerate(catalogue["image"]):
        Image.objects.get_or_create(code=row["code"], defaults=row | {"rank": rank})
    for row in catalogue["option"]:
        names = {f"name_{language}": row["name"][language] for language in LANGUAGES}
        _priced(option_product(row["code"]), names, row["month"], catalogue["discount"], starts_on)
    known = set(ServerProduct.objects.values_list("code", flat=True))
    new = [(rank, row) for rank, row in enumerate(catalogue["product"]) if row["code"] not in known]
    for rank, row in new:
        _add(rank, row, catalogue, sites, starts_on)
    return len(new)


def stock(row: dict[str, Any], site: Site) -> Subnet:
    """A network of a site with all its usable addresses; its gateway is nobody's."""
    network = ipaddress.ip_network(row["network"])
    subnet, new = Subnet.objects.get_or_create(
        network=row["network"],
        defaults={"site": site, "gateway": row["gateway"], "resolvers": row.get("resolvers", [])},
    )
    if new:
        Address.objects.bulk_create(
            Address(ip=str(ip), subnet=subnet, reserved=str(ip) == row["gateway"]) for ip in network.hosts()
        )
    return subnet


def _site(rank: int, row: dict[str, Any]) -> Site:
    spoken = {
        f"{field}_{lang}": row[field][lang] for field in ("name", "data_protection") for lang in LANGUAGES
    }
    facts = {"country": row["country"], "clause": row["clause"], "rank": rank, **spoken}
    site, new = Site.objects.get_or_create(code=row["code"], defaults=facts)
    if new:
        for subnet in row.get("subnet", []):
            stock(subnet, site)
    return site


def _add(
    rank: int, row: dict[str, Any], catalogue: dict[str, Any], sites: dict[str, Site], starts_on: date
) -> None:
    texts = {"description": catalogue["kind"][row["kind"]]["description"], "disks": row["disks"]}
    spoken = {f"{field}_{lang}": texts[field][lang] for field in texts for lang in LANGUAGES}
    copied = ("code", "name", "kind", "cpus", "processor", "ram", "disk", "bandwidth", "traffic")
    product = ServerProduct.objects.create(
        rank=rank, scopes=["server", f"server.{row['kind']}"], setup_fee="setup" in row,
        **{name: row[name] for name in copied}, **spoken,
    )  # fmt: skip
    product.sites.set(sites.values())
    names = {f"name_{language}": f"{catalogue['kind'][row['kind']]['name'][language]} {row['name']}"
             for language in LANGUAGES}  # fmt: skip
    sold = _priced(product.product_code, names, row["month"], catalogue["discount"], starts_on)
    if sold and "setup" in row:
        Price.objects.create(product=sold, operation="setup", amount=row["setup"], starts_on=starts_on)


def _priced(
    code: str, names: dict[str, str], month: int, discount: dict[str, int], starts_on: date
) -> Product | None:
    """A product of billing with the price of each cycle; None where it was there already."""
    product, new = Product.objects.get_or_create(code=code, defaults={"family": "server", **names})
    if not new:
        return None
    Price.objects.bulk_create(
        Price(product=product, operation=operation(int(cycle)), starts_on=starts_on,
              amount=month * int(cycle) * (PERCENT - percent) // PERCENT)
        for cycle, percent in discount.items()
    )  # fmt: skip
    return product
