"""Links of mails: absolute, because a mail has no page of its own."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

PLACE = "an-id"


def link(view: str, *ids: str) -> str:
    """The absolute address of a page of the portal: `link("domains:detail", domain.public_id)`."""
    first, *rest = _pieces(view, len(ids))
    return settings.BASE_URL + first + "".join(f"{one}{piece}" for one, piece in zip(ids, rest, strict=True))


@lru_cache(maxsize=256)
def _pieces(view: str, ids: int) -> list[str]:
    """The address's path, cut where the ids stand: resolving it costs more than a mail has for it."""
    return reverse(view, args=[PLACE] * ids).split(PLACE)
