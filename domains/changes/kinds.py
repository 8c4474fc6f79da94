"""The kinds of change: how each is said to the registry, and which facts of the name it becomes once synced.

Shapes of `wanted`: nameservers `{"hosts": [{"name": …, "addresses": […]}]}`; glue `{"addresses": […]}`, empty to
remove the host named in `subject`; dnssec `{"ds": [{"key_tag": …, "algorithm": …, "digest_type": …, "digest": …}]}`;
lock and hold `{"on": bool}`; contacts `{role: snapshot}`; auth_code `{"code": …}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domains.registry.port import HOLD, LOCK, DsRecord, Host, Wanted


@dataclass(frozen=True)
class Kind:
    """What to ask for, and the name's facts (field → value) once it is done."""

    wanted: Callable[[Mapping[str, Any]], Wanted]
    facts: Callable[[Any, Mapping[str, Any]], dict[str, Any]]


def hosts(rows: list[Mapping[str, Any]]) -> tuple[Host, ...]:
    """Name servers from their stored form."""
    return tuple(Host(row["name"], tuple(row.get("addresses", ()))) for row in rows)


def _contacts(domain, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {"contacts": {**domain.contacts, **wanted}}


KINDS = {
    "nameservers": Kind(
        lambda w: Wanted(nameservers=hosts(w["hosts"])), lambda d, w: {"nameservers": list(w["hosts"])}
    ),
    "dnssec": Kind(
        lambda w: Wanted(ds=tuple(DsRecord(**row) for row in w["ds"])),
        lambda d, w: {"ds_records": list(w["ds"])},
    ),
    "lock": Kind(lambda w: Wanted(statuses={LOCK: w["on"]}), lambda d, w: {"locked": w["on"]}),
    "hold": Kind(lambda w: Wanted(statuses={HOLD: w["on"]}), lambda d, w: {"on_hold": w["on"]}),
    "contacts": Kind(lambda w: Wanted(contacts=w), _contacts),
    "auth_code": Kind(lambda w: Wanted(auth_code=w["code"]), lambda d, w: {"auth_code": w["code"]}),
}
