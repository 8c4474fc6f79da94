"""What stands in the way of a change of holder, what it needs, and what it does to the term (DN-14.1, facts B3, B4)."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.transitions import NotAllowed
from domains.files import needs
from domains.guards import open_dispute
from domains.models import Domain, Extension, HolderChange, Paper
from domains.models.holder_changes import OPEN
from domains.terms import Family

FORMS: dict[str, Promise] = {
    Paper.Kind.OLD_HOLDER: gettext_lazy("the form signed by the present holder"),
    Paper.Kind.NEW_HOLDER: gettext_lazy("the form signed by the new holder"),
}
IDENTITY = gettext_lazy("an accepted identity paper of the new holder")


def standing_in_the_way(domain: Domain) -> NotAllowed | None:
    """The refusal that a name as it is now calls for; None where it may change hands."""
    words = {"name": domain.unicode_name}
    if open_dispute(domain):
        return NotAllowed(_("%(name)s is in dispute: its holder cannot change before the dispute ends.") % words,
                          "DN-6.2.4")  # fmt: skip
    if domain.state not in ("registered", "grace"):
        return NotAllowed(
            _("%(name)s is %(state)s: only a registered name changes hands. Bring it back first.")
            % {**words, "state": domain.get_state_display()}, "DN-14.1(3)",
        )  # fmt: skip
    if domain.state == "grace" and domain.extension.family == Family.MA:
        return NotAllowed(
            _("%(name)s has expired: renew it first, then change its holder.") % words, "DN-A2-2.3"
        )
    return None


def demand_possible(domain: Domain) -> None:
    """Raise what stands in the way of a new request, another one under way included."""
    if refusal := standing_in_the_way(domain):
        raise refusal
    if domain.holder_changes.filter(state__in=OPEN).exists():
        raise NotAllowed(
            _("A change of holder is already under way for %(name)s: finish or withdraw it first.")
            % {"name": domain.unicode_name}, "DN-14.1(1)",
        )  # fmt: skip


def new_term(extension: Extension, today: date) -> date | None:
    """Until when the name is paid after the change: under .ma one year from it; elsewhere nothing changes."""
    return clock.years_later(today, 1) if extension.family == Family.MA else None


def documents_missing(change: HolderChange, on: date, unchecked_too: bool = False) -> list[Promise]:
    """What is not there yet, in words; with `unchecked_too` an identity paper that staff have yet to check counts."""
    if not change.is_trade:
        return []
    given = Paper.objects.filter(about=change.public_id).exclude(state__in=["refused", "replaced"])
    kinds = set(given.values_list("kind", flat=True))
    lacking = [words for kind, words in FORMS.items() if kind not in kinds]
    if change.domain.extension.requires_identity and not _identity(change, on, unchecked_too):
        lacking.append(IDENTITY)
    return lacking


def contact_lacks(extension: Extension, contacts: dict) -> list[Promise]:
    """The fields that the new holder's data lack under this extension (DN-7.3.1(1))."""
    return needs.missing(extension, "holder", contacts)


def _identity(change: HolderChange, on: date, unchecked_too: bool) -> bool:
    contact = change.new_contact.public_id
    if unchecked_too and Paper.objects.identity_of(contact).exclude(state="expired").exists():
        return True
    return Paper.objects.proves(contact, on)
