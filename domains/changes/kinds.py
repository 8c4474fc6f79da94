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
    facts: Callable[[Any, Mapping[str, Any], str], dict[str, Any]]  # of the name, `wanted` and `subject`


def hosts(rows: list[Mapping[str, Any]]) -> tuple[Host, ...]:
    """Name servers from their stored form."""
    return tuple(Host(row["name"], tuple(row.get("addresses", ()))) for row in rows)


def _contacts(domain, wanted: Mapping[str, Any], subject: str) -> dict[str, Any]:
    return {"contacts": {**domain.contacts, **wanted}}


def _nameservers(domain, wanted: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """The delegation, and with it the glue of the hosts under the name."""
    own = {row["name"]: row for row in wanted["hosts"] if row.get("addresses")}
    kept = [row for row in domain.glue if row["name"] not in own]
    return {"nameservers": list(wanted["hosts"]), "glue": sorted([*kept, *own.values()], key=_by_name)}


def _glue(domain, wanted: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """The glue host named in `subject`, wherever the name knows it."""
    addresses = list(wanted.get("addresses", ()))
    own = [{"name": subject, "addresses": addresses}] if addresses else []
    serving = [
        {**row, "addresses": addresses} if row["name"] == subject else row for row in domain.nameservers
    ]
    kept = [row for row in domain.glue if row["name"] != subject]
    return {"glue": sorted([*kept, *own], key=_by_name), "nameservers": serving}


def _by_name(row: Mapping[str, Any]) -> str:
    return row["name"]


def _nothing(wanted: Mapping[str, Any]) -> Wanted:
    """A host is told by its own commands (RFC 5732)."""
    return Wanted()


KINDS = {
    "nameservers": Kind(lambda w: Wanted(nameservers=hosts(w["hosts"])), _nameservers),
    "glue": Kind(_nothing, _glue),
    "dnssec": Kind(
        lambda w: Wanted(ds=tuple(DsRecord(**row) for row in w["ds"])),
        lambda d, w, s: {"ds_records": list(w["ds"])},
    ),
    "lock": Kind(lambda w: Wanted(statuses={LOCK: w["on"]}), lambda d, w, s: {"locked": w["on"]}),
    "hold": Kind(lambda w: Wanted(statuses={HOLD: w["on"]}), lambda d, w, s: {"on_hold": w["on"]}),
    "contacts": Kind(lambda w: Wanted(contacts=w), _contacts),
    "auth_code": Kind(lambda w: Wanted(auth_code=w["code"]), lambda d, w, s: {"auth_code": w["code"]}),
}
