"""Searches are limited per address, so that nobody harvests the registries through us (SSL-10.9(4))."""

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from domains.naming import InvalidName
from domains.terms import SEARCH


def count_search(request, names: int = 1) -> None:
    """Count a search, a list as many as it has names by ten. Raises InvalidName once there are too many in a minute."""
    key = f"searches:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, int(SEARCH.window.total_seconds()))
    try:
        made = cache.incr(key, 1 + names // 10)
    except ValueError:  # it expired between the two
        return
    if made > SEARCH.searches:
        words = _("That was many searches in a short time. Please wait a minute.")
        raise InvalidName("slow", words, "SSL-10.9(4)")
