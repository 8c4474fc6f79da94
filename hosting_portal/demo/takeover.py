"""Names taken over from the former system: registered long ago, known to the portal from one day on."""

from datetime import date, datetime

from billing.prices import price
from core import clock, evidence
from core.acts import Act
from domains import ordering, search
from domains.models import Domain, Extension
from domains.naming import ParsedName
from domains.registry import RegistryName, registry_for

from .people import Household

NOON = 12


def take_over(home: Household, typed: str, expires: date, years: int, now: datetime) -> Domain:
    """The name as it stood on the day of the take-over; its proof begins with that act."""
    [(name, extension)] = search.exact([typed], now, home.customer)
    holder = home.contacts[0]
    admin = next((c for c in home.contacts if c.established_in_morocco), holder)
    domain = Domain(
        customer=home.customer, name=name.name_ascii, unicode_name=name.name_unicode, extension=extension,
        state=Domain.State.REGISTERED, years=1, paid_through=expires, acted_through=now,
        contacts=ordering.snapshot({"holder": holder, "admin": admin, "tech": None}),
        late_surcharge=price(extension.product_code, "late", clock.local_date(now), home.customer.currency),
    )  # fmt: skip
    held = _held(name, extension, domain, years)
    domain.registry_created_at = domain.ordered_at = domain.completed_at = domain.term_started_at = (
        held.created_at
    )
    domain.registry_expires_at, domain.auth_code = held.expires_at, held.auth_code
    domain.reschedule()
    domain.save()
    facts = {"expires": expires, "registered": held.created_at}
    evidence.record(
        domain.public_id, "act", "taken_over", Act(now, reason="former system"), "DN-3.1", **facts
    )
    return domain


def _held(name: ParsedName, extension: Extension, domain: Domain, years: int) -> RegistryName:
    """Registered `years` ago and renewed up to its expiry, as the registry's own book tells it."""
    registry, born = registry_for(extension.code), clock.years_later(domain.paid_through, -years)
    first = min(years, extension.years_max)
    held = registry.register(
        name.name_ascii, first, domain.contacts, domain.public_id, clock.at_local(born, NOON)
    )
    while held.expires_on < domain.paid_through:
        more = min(extension.years_max - 1, domain.paid_through.year - held.expires_on.year)
        day = clock.at_local(held.expires_on - clock.days(20), NOON)
        held = registry.renew(name.name_ascii, held.expires_on, more, domain.public_id, day)
    return held
