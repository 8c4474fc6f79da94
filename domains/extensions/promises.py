"""What running names were promised, and which changes of an extension would take it away (DN-15.3). Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from domains.models import Extension
from domains.terms import GTLD

LIFECYCLE = ("grace_days", "redemption_days", "pending_delete_days")
CONTRACT = {
    "grace_days": GTLD.grace.days,
    "redemption_days": GTLD.redemption.days,
    "pending_delete_days": GTLD.pending_delete.days,
}


def in_force(field: str, value: Any) -> Any:
    """The number that holds: the row's own, or the contract's where it has none."""
    return CONTRACT.get(field) if value is None else value


def _fewer(was: Any, becomes: Any) -> bool:
    return bool(becomes < was)


def _more(was: Any, becomes: Any) -> bool:
    return bool(becomes > was)


def _given_up(was: Any, becomes: Any) -> bool:
    return bool(was and not becomes)


def _by_hand(was: Any, becomes: Any) -> bool:
    return bool(was != becomes and becomes == Extension.AuthCode.BY_HAND)


TAKES_AWAY: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(LIFECYCLE, _fewer),
    "total_years": _fewer,
    "lock_days": _more,
    "redeem_includes_year": _given_up,
    "auth_code": _by_hand,
}


def taken_away(was: Mapping[str, Any], becomes: Mapping[str, Any]) -> list[str]:
    """The fields whose new value gives running names less than the one that they were promised."""
    return [
        field
        for field, less in TAKES_AWAY.items()
        if field in becomes and less(in_force(field, was[field]), in_force(field, becomes[field]))
    ]


def shortened(was: Mapping[str, Any], becomes: Mapping[str, Any]) -> list[str]:
    """Of these, the ones that run as a timer: the names must be dated anew."""
    return [field for field in taken_away(was, becomes) if field in LIFECYCLE]
