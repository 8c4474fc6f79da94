"""Coverage: what support a service has. Products say it; support keeps the clocks by it (C-16)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from core import evidence
from core.acts import Act

from . import advice
from .models import Coverage
from .policy import SupportPolicy, strictest

_keepers: dict[str, Callable[[str, Act, bool], None]] = {}


def follow_backups(prefix: str, keep: Callable[[str, Act, bool], None]) -> None:
    """A product hears when a contract that makes the backups of one of its services begins and ends (C-34)."""
    _keepers[f"{prefix}_"] = keep


def cover(
    customer, about: str, label: str, kind: str, policy: SupportPolicy, act: Act, site: str = "",
    since: datetime | None = None,
) -> Coverage:  # fmt: skip
    """The service `about` has this policy from now on; what the same policy said before is kept as history.

    Saying the same again changes nothing.
    """
    facts = {"label": label[:200], "kind": kind, "site": site, "terms": policy.as_data()}
    with transaction.atomic(savepoint=False):
        if policy.backs_up:
            _tell_keeper(about, act, begins=True)
        locked(customer)
        open_rows = Coverage.objects.select_for_update().filter(about=about, policy=policy.code, until=None)
        row = open_rows.first()
        if row and row.customer_id == customer.pk and all(getattr(row, k) == v for k, v in facts.items()):
            return row
        start = since or act.now
        if row:
            open_rows.update(until=max(start, row.since))
        new = Coverage.objects.create(
            customer=customer, about=about, policy=policy.code, since=start, **facts
        )
        evidence.record(about, "act", "covered", act, policy.hours_clause, policy=policy.code, since=start)
        advice.plan(new, act)
    return new


def locked(customer) -> None:
    """One after the other for a customer's books; what only refers to him does not wait."""
    rows = type(customer)._base_manager.select_for_update(no_key=True)
    rows.only("pk").get(pk=customer.pk)


def end(about: str, act: Act, policy: str = "") -> int:
    """The service ends, or one of its policies: how many rows were closed."""
    with transaction.atomic():
        if any(row.promised.backs_up for row in rows(about) if policy in ("", row.policy)):
            _tell_keeper(about, act, begins=False)
        found = Coverage.objects.select_for_update().filter(about=about, until=None)
        found = found.filter(policy=policy) if policy else found
        ended = 0
        for row in found:
            ended += Coverage.objects.filter(pk=row.pk).update(until=max(act.now, row.since))
            evidence.record(about, "act", "cover_ended", act, "C-16", policy=row.policy)
            advice.drop(row, act)
    return ended


def _tell_keeper(about: str, act: Act, begins: bool) -> None:
    """The service is locked before the customer's books, as its own verbs do."""
    if keep := _keepers.get(f"{about.partition('_')[0]}_"):
        keep(about, act, begins)


def rows(about: str, at: datetime | None = None) -> list[Coverage]:
    """The coverages of a service that are open, or that were in force at an instant."""
    found = Coverage.objects.filter(about=about)
    if at is None:
        return list(found.filter(until=None))
    return [row for row in found.filter(since__lte=at) if row.until is None or row.until > at]


def services(customer) -> dict[str, str]:
    """The customer's services that are supported today: number → name, by name."""
    rows = Coverage.objects.of(customer).filter(until=None).order_by("label", "pk")
    names: dict[str, str] = {}
    for about, label in rows.values_list("about", "label"):
        names.setdefault(about, label)
    return names


def of(about: str, at: datetime | None = None) -> SupportPolicy:
    """The policy that governs a service: of several contracts the stricter clock, of none the ordinary one (C-16)."""
    return strictest(row.promised for row in rows(about, at))
