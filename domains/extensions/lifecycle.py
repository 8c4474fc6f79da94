"""A change of an extension's rules: planned, then in force from its day; the only place that writes an `Extension`.

Running timers change in the customer's favour, or as the registry dictates (DN-15.3): a longer phase needs nothing
(a name is dated anew whenever the worker wakes for it); after a shorter one the names are dated anew in batches.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.models import Product
from core import evidence, unit_of_work
from core.acts import Act
from core.transitions import Flow, NotAllowed, amend
from domains.models import Domain, Extension, ExtensionRevision

from . import promises

flow = Flow(ExtensionRevision)
TOGETHER = 200  # names dated anew in one transaction

HARSHER = _(
    ".{code}: {fields} would give running names less than they were promised (DN-15.3). Leave it, or, where the"
    " registry or a regulator dictates it, say so and name the decision as the source."
)


def plan(
    extension: Extension, changes: dict[str, Any], source: str, effective_on: date, act: Act,
    dictated: bool = False,
) -> ExtensionRevision:  # fmt: skip
    """Note a change; one of today or before is in force at once, a later one when its day opens (DN-15.2)."""
    check(extension, changes, effective_on, dictated)
    revision = ExtensionRevision(
        extension=extension, changes=changes, source=source, effective_on=effective_on, dictated=dictated,
        made_by=act.actor, made_at=act.now, acted_through=act.now,
    )  # fmt: skip
    with transaction.atomic(), unit_of_work.gathered():
        revision.reschedule()
        revision.save()
        evidence.record(
            revision.public_id, "act", "planned", act, "DN-15.2", changes=changes, on=effective_on
        )
        if effective_on <= act.today:
            apply_revision(revision, act)
    return revision


def check(extension: Extension, changes: dict[str, Any], effective_on: date, dictated: bool) -> None:
    """Raises NotAllowed where the change would take from running names what nobody dictates (DN-15.3)."""
    stored = expected(extension, effective_on)
    _keep_promises(extension, {field: stored[field] for field in changes}, changes, dictated)


def expected(extension: Extension, on: date) -> dict[str, Any]:
    """The row's values as they will be that day: what stands, then what is planned until then."""
    values = _values(Extension.objects.get(pk=extension.pk))
    planned = extension.revisions.filter(state="planned", effective_on__lte=on)
    for changes in planned.order_by("effective_on", "pk").values_list("changes", flat=True):
        values |= changes
    return values


@flow.verb(source="planned", target="applied", clause="DN-15.2")
def apply_revision(revision: ExtensionRevision, act: Act) -> None:
    """The day has come: the row takes its new values; the old ones stay in the history."""
    extension = Extension.objects.select_for_update().get(pk=revision.extension_id)
    was = {field: getattr(extension, field) for field in revision.changes}
    _keep_promises(extension, was, revision.changes, revision.dictated)
    for field, value in revision.changes.items():
        setattr(extension, field, value)
    extension.source, extension.effective_on = revision.source, revision.effective_on
    extension.full_clean()
    extension.save()
    if "enabled" in revision.changes:
        Product.objects.filter(code=extension.product_code).update(active=extension.enabled)
    revision.was, revision.applied_at = was, act.now
    if promises.shortened(was, revision.changes):
        revision.resume_after = 0
    said = {field: [was[field], value] for field, value in revision.changes.items()}
    evidence.record(
        revision.public_id, "act", "extension_changed", act, "DN-15.2", extension=extension.code, **said
    )


@flow.verb(source="planned", target="withdrawn", clause="DN-15.2", label=_("withdraw"))
def withdraw(revision: ExtensionRevision, act: Act) -> None:
    """A planned change will not come; nothing has changed for any name."""


def date_names_anew(act: Act) -> int:
    """Give the names of shortened extensions their new dates, some at a time; returns how many (DN-15.3)."""
    with transaction.atomic(), unit_of_work.gathered():
        waiting = ExtensionRevision.objects.select_for_update(skip_locked=True).exclude(resume_after=None)
        revision = waiting.order_by("pk").first()
        if revision is None:
            return 0
        running = Domain.objects.filter(extension=revision.extension_id, next_action_at__isnull=False)
        names = list(running.filter(pk__gt=revision.resume_after).order_by("pk")[:TOGETHER])
        why = act.because(f"{revision.public_id}: {_told(revision)}")
        for domain in names:
            amend(domain, why, "dated_anew", "DN-15.3")
        amend(revision, act, "names_dated", "DN-15.3", resume_after=names[-1].pk if names else None)
    return len(names) or 1


def _told(revision: ExtensionRevision) -> str:
    """The shortened numbers, old and new, for each name's evidence."""
    fields = promises.shortened(revision.was, revision.changes)
    numbers = ((f, *(promises.in_force(f, v[f]) for v in (revision.was, revision.changes))) for f in fields)
    return "; ".join(f"{field} {old} → {new}" for field, old, new in numbers)


def _keep_promises(extension: Extension, was: dict, becomes: dict, dictated: bool) -> None:
    less = promises.taken_away(was, becomes)
    if less and not dictated:
        raise NotAllowed(format_lazy(HARSHER, code=extension.code, fields=words(less)), "DN-15.3")


def words(fields: Iterable[str]) -> str:
    """Fields as people call them."""
    return ", ".join(f"“{Extension.rule(name).verbose_name}”" for name in fields)


def _values(extension: Extension) -> dict[str, Any]:
    return {field.name: getattr(extension, field.name) for field in Extension._meta.concrete_fields}
