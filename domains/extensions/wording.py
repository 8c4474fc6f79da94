"""An extension's rules in words: what changes, who may register, what a name may look like."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.display import language, listed
from domains.charter import IDN_WORDS
from domains.models import Extension, ExtensionRevision

from .forms import ROLES, SCOPES
from .promises import in_force

LISTS = {"idn": dict(IDN_WORDS), "scopes": dict(SCOPES), "required_contacts": dict(ROLES)}
FOR_STAFF = {"note", "rank", "code", "family"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a revision: its name, the value that was or is in force, the new one."""

    name: str
    was: str
    becomes: str


def told(revision: ExtensionRevision, extension: Extension, public: bool = False) -> list[Change]:
    """What a revision changes, for staff or for everybody; a planned one against the row as it stands."""
    fields = [f for f in revision.changes if not (public and (f in FOR_STAFF or f.startswith("description")))]
    before = {f: revision.was[f] if f in revision.was else getattr(extension, f) for f in fields}
    return [Change(capfirst(_name(f)), value(f, before[f]), value(f, revision.changes[f])) for f in fields]


def _name(field: str) -> str:
    return str(Extension.rule(field).verbose_name)


def value(field: str, found: Any) -> str:
    """A field's value in words."""
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if field in LISTS:
        return listed(str(LISTS[field].get(one, one)) for one in found) or "–"
    choices = dict(Extension.rule(field).flatchoices)
    shown = in_force(field, found)
    return str(choices.get(shown, "–" if shown in {None, ""} else shown))


def registrants(extension: Extension) -> list[tuple[str, str]]:
    """Who may register a name, each condition with its clause."""
    found = [
        (extension.restricted, _("Who can prove the right to a name of this zone: the registry must agree first."),
         "DN-A2-1.2"),
        (extension.requires_legal_person, _("Legal persons only: companies, associations, public bodies."),
         "DN-A2-1.2"),
        (extension.requires_local_admin, _("The administrative contact is established in Morocco."), "DN-A2-1.1"),
        (extension.requires_identity, _("The holder shows an identity paper before the name is sent."),
         "DN-7.3.1"),
        (extension.reserved, _("Terms on the registry's reserved list wait for its consent."), "DN-A2-1.2"),
        (extension.requires_https, _("Sites of this extension work over HTTPS only: plan a certificate."), ""),
    ]  # fmt: skip
    rules = [(words, clause) for holds, words, clause in found if holds]
    if not any((extension.restricted, extension.requires_legal_person, extension.requires_local_admin)):
        rules.insert(0, (_("Everybody, wherever they live."), "DN-2.2a"))
    return rules


def contacts(extension: Extension) -> str:
    """The contacts that the registry asks for."""
    return value("required_contacts", extension.required_contacts)


def characters(extension: Extension) -> str:
    """What a name may be made of."""
    words = [_("letters a–z, digits and hyphens"), *(str(IDN_WORDS[one]) for one in extension.idn)]
    return ("، " if language() == "ar" else ", ").join(words)
