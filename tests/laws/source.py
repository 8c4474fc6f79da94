"""The project's own source as trees, for the laws that read the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PRODUCTS = ("domains", "ssl_certs", "servers", "web_hosting")
ROOMS = (
    "core",
    "accounts",
    "notifications",
    "contracts",
    "billing",
    "support",
    *PRODUCTS,
    "hosting_portal",
)


# Numbers and rows that the product never acts on.
APART = {
    "hosting_portal/simulation/": "the audit counts the contract's days by itself, so a wrong term shows",
    "hosting_portal/bench/": "the measured data are invented",
    "/benchmarks": "the measured data are invented",
    "hosting_portal/demo/": "the demo's past is invented",
}


def apart(name: str) -> bool:
    """Whether a module belongs to the tools around the product."""
    return any(part in name for part in APART)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module of the rooms, migrations apart: its path from the root, and its tree."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, _tree(path)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    """The last name of what a call calls."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))
