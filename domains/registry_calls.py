"""What a name asks of its registry. Called by the worker without a lock, at least once; adapters look before acting."""

from django.db.models import Q
from django.utils.functional import Promise

from core import clock
from core.acts import Act
from core.ports import PortRefused, PortWaiting

from . import guards
from .models import HELD
from .registry import NameTaken, RegistryName, registry_for, renew_to


class Spared(PortRefused):
    """The name is not given up after all: something protects it, or it is too late."""

    def __init__(self, why: str):
        super().__init__("spared", why)


def ask_registration(domain, act: Act) -> RegistryName:
    """Register the name; if an earlier try took effect, its result is returned."""
    if _kept_for_another(domain):
        raise NameTaken("kept for its last holder in the cancellation grace")
    registry = registry_for(domain.extension.code)
    contacts = domain.extension.told(domain.contacts)
    return registry.register(domain.name, domain.years, contacts, domain.public_id, act.now)


def _kept_for_another(domain) -> bool:
    """In the cancellation grace only the last holder may register a name anew (DN-A2-4.1.3)."""
    kept = type(domain).objects.filter(name=domain.name, state="cancel_grace")
    ended = kept.filter(ended_by=domain.EndedBy.DECISION)  # for nobody: what was decided stands (DN-6.1.1)
    return kept.exclude(customer_id=domain.customer_id).exists() or ended.exists()


def ask_renewal(domain, act: Act) -> RegistryName:
    """Bring the registry's expiry to the paid one; it may be there already (C-37)."""
    target = clock.years_later(domain.paid_through, domain.pending_years)
    return renew_to(registry_for(domain.extension.code), domain.name, target, domain.public_id, act.now)


def ask_restore(domain, act: Act) -> RegistryName:
    """Take the name out of redemption, with its report (DN-5.3), and see that its paid year is there (C-25).

    Some registries add a year with the restore, some sell it apart.
    """
    reason = "registrant paid the buy-back" if domain.line else "registrar's error"
    report = {"reason": reason, "line": domain.line, "at": act.now.isoformat()}
    registry = registry_for(domain.extension.code)
    registry.restore(domain.name, domain.public_id, report, act.now)
    target = clock.years_later(domain.paid_through, 1)
    return renew_to(registry, domain.name, target, domain.public_id, act.now)


def ask_deletion(domain, act: Act) -> RegistryName | None:
    """Hand the name back to the registry, unless something has come in between since (DN-12.1)."""
    return _unless_done(domain, act, guards.protection(domain))


def ask_cancellation(domain, act: Act) -> RegistryName | None:
    """Cancel a .ma name; after day 30 only its holder may have it cancelled: it has been renewed (C-01)."""
    missed = not domain.ended_by and act.today > domain.paid_through + domain.terms.grace
    too_late = "the registry's cut-off has passed (C-01)" if missed else ""
    return _unless_done(domain, act, too_late or guards.protection(domain))


def _unless_done(domain, act: Act, why: str | Promise) -> RegistryName | None:
    """Delete; with a reason against it only note whether an earlier try has done it already."""
    registry = registry_for(domain.extension.code)
    if why:
        found = registry.info(domain.name, act.now)
        if found is None or found.being_deleted:
            return found
        raise Spared(str(why))
    return registry.delete(domain.name, domain.public_id, act.now)


def ask_whether_gone(domain, act: Act) -> None:
    """The end is read from the registry. Raises PortWaiting while the registry still holds the name for us.

    A registry's reference is no proof against us: a name that was transferred to us bears its transfer's.
    """
    found = registry_for(domain.extension.code).info(domain.name, act.now)
    if found is not None and found.sponsor_is_us and not _given_anew(domain, found):
        raise PortWaiting("the registry still holds the name")


def _given_anew(domain, found: RegistryName) -> bool:
    """Ours once more, for somebody who came later: a later row of our book holds it, or was the one that asked."""
    later = type(domain).objects.filter(name=domain.name, pk__gt=domain.pk)
    return later.filter(Q(state__in=HELD) | Q(public_id=found.reference)).exists()


def expiry_day(answer: RegistryName):
    """The Moroccan day of the registry's expiry."""
    return clock.local_date(answer.expires_at)
