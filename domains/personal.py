"""Personal data of the room: identity papers in their owner's copy, what is purged, and what a hold protects."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from accounts.privacy import old_accounts, parts, retention
from accounts.privacy import rooms as privacy
from accounts.privacy.parts import File, Part
from accounts.privacy.retention import Rule
from accounts.privacy.terms import RETENTION
from billing import keeping
from core import evidence
from core.acts import Act
from core.evidence import EvidenceRecord
from core.uploads import ENDINGS

from .files import papers
from .models import (
    Comparison,
    Difference,
    Domain,
    Hold,
    HolderChange,
    InformationRequest,
    LegalDecision,
    Paper,
    Proceeding,
    RegistrationFile,
    RegistryMessage,
    Suspension,
)
from .registry.epp.terms import EPP

ENDED = ("deleted", "replaced", "transferred_away", "unavailable", "refused")
PURGED = "purged"
CLAUSE = "SSL-11.3(8)"


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(
        Part(Paper, file=_file),
        Part(InformationRequest, way="file__customer"),
        Part(HolderChange, hidden=("new_holder", "new_contact", "new_contacts")),
    )
    parts.leave_out(Proceeding, "notes of the company for its own defence")
    for model in (Comparison, Difference, RegistryMessage):
        parts.leave_out(model, "what registries say of names: the name itself says it")
    keeping.hold_files(Hold, "proof", "closed_at")
    keeping.hold_files(Suspension, "document", "lifted_at")
    keeping.hold_files(LegalDecision, "document", "entered_at")
    old_accounts.follow(_forget_holders)
    privacy.name_contacts(named)
    retention.register(*RULES)
    for hold in (_held, _proceeded_against, _ruled):
        retention.register_hold(hold)


def named(contacts: list[Contact]) -> set[str]:
    """Of these contacts, those that a name which has not ended still carries."""
    known = {contact.public_id for contact in contacts}
    carried = Domain.objects.filter(customer__in={contact.customer_id for contact in contacts})
    found: set[str] = set()
    for snapshot in carried.exclude(state__in=ENDED).values_list("contacts", flat=True):
        found |= {public_id for public_id in known if public_id in str(snapshot)}
    return found


def _file(paper: Paper, act: Act) -> File | None:
    if not paper.size:
        return None
    return f"{paper.kind}{ENDINGS[paper.media_type]}", papers.read(paper, act.because("law 09-08, art. 7"))


# --- whom nothing is purged of --------------------------------------------------------------------------------
def _held():
    return Hold.objects.filter(state__in=["claimed", "open"]).values_list("customer", flat=True)


def _proceeded_against():
    return Proceeding.objects.filter(state="open").values_list("customer", flat=True)


def _ruled():
    standing = Suspension.objects.filter(state="standing").exclude(domain__state__in=ENDED)
    waiting = LegalDecision.objects.exclude(state__in=["executed", "withdrawn"])
    return [*standing.values_list("customer", flat=True), *waiting.values_list("customer", flat=True)]


# --- what is past its time ------------------------------------------------------------------------------------
def _unused(now: datetime):
    """Identity papers that prove nothing, and to which nothing has happened for so long."""
    lately = EvidenceRecord.objects.filter(
        about=OuterRef("public_id"), kind="state", at__gt=now - RETENTION.identity_unused
    )
    gone = Paper.objects.filter(
        kind=Paper.Kind.IDENTITY, size__gt=0, state__in=["refused", "replaced", "expired"]
    )
    return gone.filter(~Exists(lately), uploaded_at__lt=now - RETENTION.identity_unused).defer("token")


def _ended(now: datetime):
    """Identity papers of contacts that were archived so long ago, and that no name carries."""
    whose = Q(contact__is_archived=True, contact__changed_at__lt=now - RETENTION.identity_ended)
    found = Paper.objects.filter(whose, kind=Paper.Kind.IDENTITY, size__gt=0).defer("token")
    carried = named([paper.contact for paper in found.select_related("contact")])
    return found.exclude(contact__public_id__in=carried)


def _forget_holders(customers: list[int]) -> None:
    """Who was named at registries for an account that is anonymous now."""
    Domain.objects.filter(customer__in=customers).update(contacts={})
    HolderChange.objects.filter(customer__in=customers).update(old_holder={}, new_holder={}, new_contacts={})
    RegistrationFile.objects.filter(customer__in=customers).update(contacts={})


def _forget(gone: list, act: Act) -> None:
    """The paper's bytes and its file name go; that it was shown, accepted by whom, and its digest stay."""
    Paper.objects.filter(pk__in=[paper.pk for paper in gone]).update(token=b"", size=0, name="–")
    for paper in gone:
        evidence.record(paper.public_id, "act", PURGED, act, CLAUSE, sha256=paper.sha256)


RULES = (
    Rule("identity_unused", _("identity papers that were refused, replaced or have expired"),
         _("they prove nothing any more"), "identity_unused", _("deleted; the digest stays"), _unused, _forget),
    Rule("identity_ended", _("identity papers of holders"), _("the contact is archived and no name carries it"),
         "identity_ended", _("deleted; the digest stays"), _ended, _forget),
    Rule("exchanges", _("what was said to the registries, contacts among it"), _("it was said"), "exchanges_kept",
         _("deleted"), terms=EPP),
)  # fmt: skip
