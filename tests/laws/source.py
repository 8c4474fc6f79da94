"""The project's own source as trees, for the laws that read the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("core", "accounts", "notifications", "contracts", "billing", "support", "domains", "ssl_certs", "servers",
         "web_hosting", "hosting_portal")  # fmt: skip


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
