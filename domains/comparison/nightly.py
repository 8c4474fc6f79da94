"""The nightly comparison in batches: every held name once a night, spread over the hours, never two at once in a row.

It asks the registry, writes differences, and touches nothing else: no contract ends by it.
"""

import logging
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from core.acts import Act
from core.clock import at_local, local_date
from core.ports import PortError, PortUnavailable
from domains.models import HELD, Comparison, Difference, Domain, RegistryChange
from domains.registry import RegistryName, registry_for
from domains.registry.manual import ManualRegistry
from domains.registry.port import Registry
from domains.schedule import CALLS
from domains.terms import COMPARISON

from . import lifecycle, reading

log = logging.getLogger(__name__)


def compare_batch(act: Act) -> int:
    """The next names of this night; none by day. How many were compared."""
    today = local_date(act.now)
    begins, ends = at_local(today, COMPARISON.from_hour), at_local(today, COMPARISON.until_hour)
    if not begins <= act.now < ends:
        return 0
    waiting = due(begins)
    slots = max(int((ends - act.now) / COMPARISON.every), 1)
    size = max(COMPARISON.batch, -(-waiting.count() // slots))
    done = 0
    for domain in waiting.order_by("comparison__compared_at", "pk")[:size]:
        try:
            done += compare(domain, act)
        except PortUnavailable as error:
            log.warning("the comparison goes on later: %s", error)
            break
    return done


def due(since: datetime) -> QuerySet[Domain]:
    """Names that are ours and were not compared since; while the registry is being asked they wait."""
    quiet = [state for state in HELD if state not in CALLS]
    held = Domain.objects.filter(state__in=quiet).select_related(*Domain.schedule_related)
    return held.filter(Q(comparison=None) | Q(comparison__compared_at__lt=since))


def compare(domain: Domain, act: Act) -> bool:
    """Hold one name against its registry. A registry by hand is not asked: each look is a person's work."""
    registry = registry_for(domain.extension.code)
    if isinstance(registry, ManualRegistry):
        _compared(domain, act)
        return False
    try:
        shown = _seen(registry, domain.name, act.now)
    except PortUnavailable:
        raise
    except PortError as error:
        log.warning("%s was not compared: %s", domain.name, error)
        _compared(domain, act)
        return False
    with transaction.atomic():
        note(domain, shown, act)
        _compared(domain, act)
    return True


def _seen(registry: Registry, name: str, now: datetime) -> RegistryName | None:
    """The name as its registry shows it, with the people behind its contacts where it is ours."""
    shown = registry.info(name, now)
    if shown is None or not shown.sponsor_is_us or shown.being_deleted:
        return shown
    return replace(shown, contacts=registry.contacts(shown, now))


def note(domain: Domain, shown: RegistryName | None, act: Act) -> None:
    """Open what differs, close what does not differ any more; what is on its way to the registry is left out."""
    sending = RegistryChange.objects.filter(domain=domain, state="sending")
    on_its_way = set(sending.values_list("kind", flat=True))
    found = {f.field: f for f in reading.differences(domain, shown) if f.field not in on_its_way}
    for known in Difference.objects.filter(domain=domain, state="open").select_related("domain"):
        now = found.pop(known.field, None)
        if now is None:
            lifecycle.vanish(known, act)
        elif (known.ours, known.theirs) != (now.ours, now.theirs):
            lifecycle.look_again(known, act, ours=now.ours, theirs=now.theirs, mend=now.mend)
    accepted = Difference.objects.filter(domain=domain, state="accepted")
    for new in found.values():
        same = accepted.filter(field=new.field).first()
        if same is None or (same.ours, same.theirs) != (new.ours, new.theirs):
            Difference.objects.create(domain=domain, found_at=act.now, **new._asdict())


def _compared(domain: Domain, act: Act) -> None:
    Comparison.objects.update_or_create(domain=domain, defaults={"compared_at": act.now})
