"""What can be unpaid: products register their tables, so that a pause reaches the thing's schedule at once.

Billing knows no product: it finds a thing by the prefix of its public id, and asks it to look at its schedule anew.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.transitions import NotAllowed

_subjects: dict[str, type[Any]] = {}


def register(model: type[Any]) -> None:
    """A product hands over a table whose rows are paid by the period."""
    _subjects[model._meta.get_field("public_id").prefix] = model


def bought(numbers: set[str]) -> list[Any]:
    """The things that have one of these public ids, or were made by a paid line that has it."""
    mine = Q(public_id__in=numbers) | Q(line__in=numbers)
    found = (
        model.objects.select_related(*model.schedule_related).filter(mine) for model in _subjects.values()
    )
    return [thing for rows in found for thing in rows.order_by("pk")]


def find(about: str):
    """The thing with this public id. Raises NotAllowed where it has no ladder."""
    model = _subjects.get(about.partition("_")[0])
    thing = model and model.objects.select_related(*model.schedule_related).filter(public_id=about).first()
    if thing is None:
        raise NotAllowed(
            _("Nothing that is paid by the period has the number %(about)s.") % {"about": about}, "C-13"
        )
    return thing
