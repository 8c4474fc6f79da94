"""Findings: what a look saw, as it is stored. `ok` is True, False, or None where it could not be judged."""

from collections.abc import Iterable
from typing import Any

Finding = dict[str, Any]
LONGEST, MOST = 120, 6


def finding(check: str, code: str, ok: bool | None, **facts: Any) -> Finding:
    """One finding; what strangers' servers said is cut short and made visible."""
    return {
        "check": check,
        "code": code,
        "ok": ok,
        "facts": {name: _tame(value) for name, value in facts.items()},
    }


def keeps_away(found: Iterable[Finding]) -> bool:
    """Whether the authority would find no proof, or may not issue: it is not sent to look."""
    return any(row["ok"] is False for row in found)


def _tame(value: Any) -> Any:
    if isinstance(value, list | tuple | set):
        return [_tame(one) for one in sorted(map(str, value))[:MOST]]
    if isinstance(value, int):
        return value
    shown = "".join(c if c.isprintable() else "�" for c in str(value)[: LONGEST + 1])
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"
