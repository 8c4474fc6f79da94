"""What a customer is told once a change is done: what stood before, and what stands now."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.acts import CLOCK, Act
from domains import emails
from domains.models import RegistryChange

SILENT = {"hold", "auth_code"}  # told by the rooms that ask for them; a code never goes into a mail
DECIDED = "DN-6.1.1"  # a court's decision has a mail of its own, after its execution or a gag (C-29)
SHOWN = ("full_name", "organisation", "address", "postal_code", "city", "country", "phone", "email")


def synced(change: RegistryChange, before: dict[str, Any], act: Act) -> None:
    """A mail with the old and the new (DN-6.p1(3), DN-A2-6(1)); what the clock asked for is not told."""
    if change.kind in SILENT or change.asked_by == CLOCK or change.clause == DECIDED:
        return
    with translation.override(change.domain.customer.language):
        old, new = lines(change, before), lines(change, _now(change))
        what = str(change.get_kind_display())
    extra = _addresses(before["contacts"]) if "holder" in change.wanted else []
    emails.change_synced(change.domain, act, change, what=what, before=old, after=new, also=extra)


def lines(change: RegistryChange, facts: dict[str, Any]) -> list[str]:
    """One thing of a name in lines that people read."""
    readers = {
        "nameservers": lambda: [host_line(row) for row in facts["nameservers"]],
        "glue": lambda: [host_line(row) for row in facts["glue"] if row["name"] == change.subject],
        "dnssec": lambda: [ds_line(row) for row in facts["ds_records"]],
        "lock": lambda: [_("on") if facts["locked"] else _("off")],
        "contacts": lambda: [contact_line(facts["contacts"].get(role, {})) for role in sorted(change.wanted)],
    }
    return readers[change.kind]() or [_("none")]


def host_line(row: dict[str, Any]) -> str:
    return " ".join([row["name"], *row.get("addresses", ())])


def ds_line(row: dict[str, Any]) -> str:
    return f"{row['key_tag']} {row['algorithm']} {row['digest_type']} {row['digest']}"


def contact_line(snapshot: dict[str, Any]) -> str:
    return ", ".join(" ".join(snapshot[name].split()) for name in SHOWN if snapshot.get(name)) or _("none")


def _now(change: RegistryChange) -> dict[str, Any]:
    fields = ("nameservers", "glue", "ds_records", "locked", "contacts")
    return {field: getattr(change.domain, field) for field in fields}


def _addresses(contacts: dict[str, Any]) -> list[str]:
    """The holder's former address is told too: whoever loses it must know."""
    return [address] if (address := contacts.get("holder", {}).get("email")) else []
