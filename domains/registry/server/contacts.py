"""Contact objects (RFC 5733), and the contacts of names as the engine keeps them: role → snapshot with its handle."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import phonenumbers
from django.db import IntegrityError, transaction

from domains.registry.models import SandboxContact, SandboxName

from .order import Order
from .xml import Element, Refused, Reply, auth_of, local, make, put, put_all, q, text, texts

ROLES = ("holder", "admin", "tech", "billing")
POSTAL = ("street", "city", "sp", "pc", "cc")
OWN_STATUSES = {"clientDeleteProhibited", "clientTransferProhibited", "clientUpdateProhibited"}


def check(order: Order) -> Reply:
    """Which handles may be made."""
    asked = texts(order.object, "contact:id")
    held = set(SandboxContact.objects.filter(handle__in=asked).values_list("handle", flat=True))
    data = make("contact:chkData")
    for handle in asked:
        answer = put(data, "contact:cd")
        put(answer, "contact:id", handle, avail=str(int(handle not in held)))
        if handle in held:
            put(answer, "contact:reason", "In use")
    return Reply(data=[data])


def info(order: Order) -> Reply:
    """All about a contact; its code only for its registrar."""
    row = _row(text(order.object, "contact:id", True))
    code = auth_of(order.object, "contact")
    if code and code != row.auth_code:
        raise Refused(2202, row.handle)
    ours = row.sponsor == order.registry.registrar
    data = make("contact:infData")
    put_all(data, [("contact:id", row.handle), ("contact:roid", f"C{row.pk}-SBX")])
    for status in _statuses(row):
        put(data, "contact:status", s=status)
    _put_facts(data, row.facts)
    put_all(
        data,
        [("contact:clID", row.sponsor), ("contact:crID", row.sponsor), ("contact:crDate", row.created_at)],
    )
    if row.updated_at:
        put_all(data, [("contact:upID", row.sponsor), ("contact:upDate", row.updated_at)])
    if ours or code:
        put(put(data, "contact:authInfo"), "contact:pw", row.auth_code)
    return Reply(data=[data])


def create(order: Order) -> Reply:
    """A new contact under the handle that its registrar chose."""
    handle = text(order.object, "contact:id", True)
    if not re.fullmatch(r"[A-Za-z0-9-]{3,16}", handle):
        raise Refused(2005, f"{handle}: letters, digits and hyphens")
    row = SandboxContact(
        handle=handle, sponsor=order.registry.registrar, facts=_facts(order.object), created_at=order.now,
        auth_code=auth_of(order.object, "contact"),
    )  # fmt: skip
    _check_facts(row.facts)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(2302, handle) from None
    data = make("contact:creData")
    put_all(data, [("contact:id", handle), ("contact:crDate", order.now)])
    return Reply(data=[data])


def update(order: Order) -> Reply:
    """Other facts or statuses; what is not named stays."""
    with transaction.atomic():
        row = _ours(order)
        lifted = _named(order.object.find(q("contact:rem")))
        if "clientUpdateProhibited" in set(row.statuses) - lifted:
            raise Refused(2304, row.handle)
        row.statuses = sorted({*row.statuses} - lifted | _named(order.object.find(q("contact:add"))))
        change = order.object.find(q("contact:chg"))
        if change is not None:
            row.facts = _merged(row.facts, _facts(change))
            row.auth_code = auth_of(change, "contact") or row.auth_code
            _check_facts(row.facts)
        row.updated_at = order.now
        row.save()
        _tell_names(row)
    return Reply()


def delete(order: Order) -> Reply:
    """A contact that no name uses."""
    with transaction.atomic():
        row = _ours(order)
        if "clientDeleteProhibited" in row.statuses:
            raise Refused(2304, row.handle)
        if used := _names_of(row.handle):
            raise Refused(2305, f"{row.handle} serves {used[0].name}")
        row.delete()
    return Reply()


COMMANDS = {"check": check, "info": info, "create": create, "update": update, "delete": delete}


# --- the contacts of a name --------------------------------------------------------------------------------
def snapshot(handle: str) -> dict[str, Any]:
    """A contact as a name keeps it."""
    row = SandboxContact.objects.filter(handle=handle).first()
    if row is None:
        raise Refused(2303, f"contact {handle} does not exist")
    postal = row.facts["postal"][0]
    return {
        "handle": handle, "full_name": postal["name"], "organisation": postal.get("org", ""),
        "address": "\n".join(postal["street"]), "city": postal["city"], "postal_code": postal.get("pc", ""),
        "country": postal["cc"], "email": row.facts["email"], "phone": row.facts.get("voice", ""),
    }  # fmt: skip


def handle_of(who: Mapping[str, Any], sponsor: str, created_at: datetime) -> str:
    """The handle behind a name's contact; one that was given without an object gets its object here."""
    if who.get("handle"):
        return str(who["handle"])
    digest = hashlib.sha256(json.dumps(dict(who), sort_keys=True, default=str).encode()).hexdigest()
    handle = f"SBX-{digest[:12].upper()}"
    facts = {"sponsor": sponsor, "facts": _from_snapshot(who), "created_at": created_at}
    SandboxContact.objects.get_or_create(handle=handle, defaults=facts)
    return handle


def _from_snapshot(who: Mapping[str, Any]) -> dict[str, Any]:
    country = str(who.get("country") or "MA")
    street = str(who.get("address") or "").splitlines()[:3]
    postal = {
        "type": "loc", "name": who.get("full_name") or who.get("name") or "?", "org": who.get("organisation") or "",
        "street": street, "city": who.get("city") or "?", "pc": who.get("postal_code") or "", "cc": country,
    }  # fmt: skip
    phone = _e164(str(who.get("phone") or ""), country)
    return {"postal": [postal], "voice": phone, "email": who.get("email") or "inconnu@registre.example"}


def _e164(number: str, country: str) -> str:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return ""
    return f"+{parsed.country_code}.{phonenumbers.national_significant_number(parsed)}"[:17]


# --- parts -------------------------------------------------------------------------------------------------
def _facts(element: Element) -> dict[str, Any]:
    """What an element says about a person; only what it says."""
    postal = []
    for part in element.findall(q("contact:postalInfo")):
        address = part.find(q("contact:addr"))
        said: dict[str, Any] = {"type": part.get("type"), "name": text(part, "contact:name")}
        said["org"] = text(part, "contact:org")
        if address is not None:
            said |= {tag: text(address, f"contact:{tag}") for tag in POSTAL[1:]}
            said["street"] = texts(address, "contact:street")
        postal.append(said)
    known = {tag: text(element, f"contact:{tag}") for tag in ("voice", "fax", "email")}
    return {"postal": postal} | {tag: value for tag, value in known.items() if value}


def _merged(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    forms = {part["type"]: part for part in before["postal"]}
    for part in said["postal"]:
        kept = forms.get(part["type"], {})
        forms[part["type"]] = {**kept, **{tag: value for tag, value in part.items() if value}}
    return {**before, **said, "postal": list(forms.values())}


def _check_facts(facts: Mapping[str, Any]) -> None:
    """Each form of the address is whole, and there is an e-mail address."""
    if not facts["postal"] or not facts.get("email"):
        raise Refused(2003, "an address and an e-mail address are needed")
    for part in facts["postal"]:
        if not (part.get("name") and part.get("city") and re.fullmatch("[A-Z]{2}", part.get("cc", ""))):
            raise Refused(2005, "name, city and country code")


def _put_facts(data: Element, facts: Mapping[str, Any]) -> None:
    for part in facts["postal"]:
        postal = put(data, "contact:postalInfo", type=part["type"])
        put_all(postal, [("contact:name", part["name"]), ("contact:org", part.get("org"))])
        address = put(postal, "contact:addr")
        put_all(address, [("contact:street", line) for line in part.get("street", [])])
        put_all(address, [(f"contact:{tag}", part.get(tag)) for tag in POSTAL[1:]])
    put_all(data, [(f"contact:{tag}", facts.get(tag)) for tag in ("voice", "fax", "email")])


def _named(part: Element) -> set[str]:
    named = {e.get("s") for e in part if local(e) == "status"} if part is not None else set()
    if named - OWN_STATUSES:
        raise Refused(2306, "statuses of the registry's own")
    return named


def _statuses(row: SandboxContact) -> list[str]:
    linked = ["linked"] if _names_of(row.handle) else []
    return [*row.statuses, *linked] if row.statuses else ["ok", *linked]


def _row(handle: str) -> SandboxContact:
    row = SandboxContact.objects.filter(handle=handle).first()
    if row is None:
        raise Refused(2303, f"contact {handle} does not exist")
    return row


def _ours(order: Order) -> SandboxContact:
    row = _row(text(order.object, "contact:id", True))
    if row.sponsor != order.registry.registrar:
        raise Refused(2201, row.handle)
    return SandboxContact.objects.select_for_update().get(pk=row.pk)


def _names_of(handle: str) -> list[SandboxName]:
    near = SandboxName.objects.filter(contacts__icontains=f'"{handle}"')
    return [row for row in near if handle in {who.get("handle") for who in row.contacts.values()}]


def _tell_names(row: SandboxContact) -> None:
    """Names show their contacts as they are."""
    fresh = snapshot(row.handle)
    for name in _names_of(row.handle):
        name.contacts = {r: fresh if w.get("handle") == row.handle else w for r, w in name.contacts.items()}
        name.save(update_fields=["contacts"])
