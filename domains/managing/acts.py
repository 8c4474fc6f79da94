"""What a customer changes about a name's technical settings: one way for pages, bulk acts and staff.

Each act takes the name's lock, refuses in words what cannot be, and has the registry told (DN-A2-6(1)).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.acts import Act
from core.transitions import NotAllowed, claim
from domains.changes.lifecycle import ask_for
from domains.models import Domain, RegistryChange
from domains.transfers.guards import may_leave

from . import hosts
from .lifecycle import begin_review

CHANGEABLE = frozenset({"registered", "renewing", "grace"})


def after_registration(domain: Domain, act: Act) -> None:
    """A new generic name is locked at once (DN-6.p1(3)); its account is asked once a year about its contacts."""
    if domain.terms.registrar_lock:
        ask_for(domain, "lock", {"on": True}, act, "DN-6.p1(3)")
    begin_review(domain.customer, act)


def why_not(domain: Domain) -> str:
    """Why the name's settings cannot be changed now; empty when they can."""
    if domain.state in CHANGEABLE:
        return ""
    words = _(
        "%(name)s is %(state)s: the registry takes no change of it now. Its page says what is possible."
    )
    return words % {"name": domain, "state": domain.get_state_display()}


@contextmanager
def changing(domain: Domain, clause: str) -> Iterator[None]:
    """The name under its lock, in a state in which it can be changed. Raises NotAllowed."""
    with transaction.atomic():
        claim(domain)
        if why := why_not(domain):
            raise NotAllowed(why, clause)
        yield


def set_nameservers(domain: Domain, rows: list[dict[str, Any]], act: Act) -> RegistryChange | None:
    """Another delegation; None where nothing would change."""
    with changing(domain, "DN-A2-6(1)"):
        hosts.check_set(rows)
        if rows == pending(domain, "nameservers", {"hosts": domain.nameservers})["hosts"]:
            return None
        return ask_for(domain, "nameservers", {"hosts": rows}, act, "DN-A2-6(1)")


def put_glue(domain: Domain, host: str, found: list[str], act: Act) -> RegistryChange:
    """A host under the name, with the addresses that the registry publishes."""
    with changing(domain, "DN-A2-6(1)"):
        hosts.check_host(host, found, domain.name)
        return ask_for(domain, "glue", {"addresses": found}, act, "DN-A2-6(1)", subject=host)


def drop_glue(domain: Domain, host: str, act: Act) -> RegistryChange:
    """A host that serves nobody any more."""
    with changing(domain, "DN-A2-6(1)"):
        serving = pending(domain, "nameservers", {"hosts": domain.nameservers})["hosts"]
        if host in {row["name"] for row in [*serving, *domain.nameservers]}:
            words = _("%(host)s serves this name: take it out of the name servers first.")
            raise NotAllowed(words % {"host": host}, "DN-A2-6(1)")
        return ask_for(domain, "glue", {"addresses": []}, act, "DN-A2-6(1)", subject=host)


def set_ds(domain: Domain, records: list[dict[str, Any]], act: Act) -> RegistryChange | None:
    """Which keys sign the zone; none takes DNSSEC away."""
    with changing(domain, "DN-A2-6(1)"):
        if records == pending(domain, "dnssec", {"ds": domain.ds_records})["ds"]:
            return None
        return ask_for(domain, "dnssec", {"ds": records}, act, "DN-A2-6(1)")


def set_lock(domain: Domain, on: bool, act: Act) -> RegistryChange | None:
    """The registrar lock; it is taken off only where the name may leave (DN-6.p1(3))."""
    with changing(domain, "DN-6.p1(3)"):
        if why := why_no_lock(domain, on, act):
            raise NotAllowed(why, "DN-6.p1(3)")
        if on == pending(domain, "lock", {"on": domain.locked})["on"]:
            return None
        return ask_for(domain, "lock", {"on": on}, act, "DN-6.p1(3)")


def why_no_lock(domain: Domain, on: bool, act: Act) -> str:
    """Why the lock cannot be switched; empty when it can."""
    if not domain.terms.registrar_lock:
        words = _("Names under .%(extension)s have no registrar lock: they may change registrar at any time.")
        return words % {"extension": domain.extension.code}
    return "" if on else str(may_leave(domain, act.today) or "")


def pending(domain: Domain, kind: str, stands: dict[str, Any], subject: str = "") -> dict[str, Any]:
    """What is on its way to the registry, else what stands."""
    sending = domain.changes.filter(kind=kind, subject=subject, state="sending").first()
    return sending.wanted if sending else stands
