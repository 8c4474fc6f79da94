"""History: what was done to an account, by whom (SSL-P2), as staff audit it and as its people read it."""

from dataclasses import dataclass
from datetime import datetime

from auditlog.registry import auditlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import EvidenceRecord

from .models import Contact, Customer, Membership, User

SHOWN = 20

auditlog.register(User, exclude_fields=["password", "last_login"])
auditlog.register(Customer, mask_fields=["cin"])
auditlog.register(Contact, mask_fields=["cin"])
auditlog.register(Membership)

TITLES = {
    "account_opened": gettext_lazy("The account was opened"),
    "account_changed": gettext_lazy("The account's data were changed"),
    "account_closed": gettext_lazy("The account was terminated"),
    "person_joined": gettext_lazy("A person was given access"),
    "person_changed": gettext_lazy("A person's access was changed"),
    "role_changed": gettext_lazy("A person's role was changed"),
    "access_ended": gettext_lazy("A person's access was ended"),
    "licensed": gettext_lazy("A person was licensed to operate a name"),
    "license_ended": gettext_lazy("A licence to operate a name was ended"),
    "contact_added": gettext_lazy("The contact was added"),
    "contact_changed": gettext_lazy("The contact's data were changed"),
    "address_failing": gettext_lazy("Our mails to an address of the account do not arrive"),
    "address_working": gettext_lazy("An address of the account takes our mails again"),
    "contact_archived": gettext_lazy("The contact was archived"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    at: datetime
    title: str
    detail: str
    actor: str
    clause: str


def history_of(thing: Customer | Contact) -> list[Entry]:
    """What was done to the thing, newest first."""
    records = EvidenceRecord.objects.filter(about=thing.public_id, what__in=TITLES).order_by("-seq")[:SHOWN]
    people = User.objects.filter(public_id__in={r.actor for r in records})
    names = {user.public_id: _("our staff") if user.is_staff else str(user) for user in people}
    return [
        Entry(r.at, str(TITLES[r.what]), _fields(thing, r), names.get(r.actor, ""), r.clause) for r in records
    ]


def _fields(thing: Customer | Contact, record: EvidenceRecord) -> str:
    """The names of the fields that a change touched."""
    if record.what.startswith("address_"):
        return str(record.data["address"])
    if not record.what.endswith("_changed") or record.what.startswith(("person", "role")):
        return ""
    known = {f.attname: f.verbose_name for f in thing._meta.concrete_fields if f.editable}
    return ", ".join(str(known[name]) for name in record.data.get("changed", []) if name in known)
