"""Attention: telling staff that a person is needed, once per reason."""

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from . import unit_of_work
from .acts import Act
from .models import Attention


def raise_attention(
    queue: str, key: str, about: str, title: str | Promise, *, act: Act, detail: str = "", clause: str = ""
) -> None:
    """Open a work item in the staff queue `queue`; raising the same `key` again changes nothing.

    Staff read it in the language of the house, whoever caused it.
    """
    with translation.override(settings.LANGUAGE_CODE):
        title = str(title)
    unit_of_work.add(
        Attention(
            key=key[:120],
            queue=queue,
            about=about,
            title=title[:200],
            detail=detail,
            clause=clause,
            opened_at=act.now,
        )
    )


def close_attention(act: Act, **which) -> int:
    """Close the open work items that match."""
    return Attention.objects.filter(closed_at=None, **which).update(closed_at=act.now)
