"""Searches are limited per address, so that nobody harvests the registries through us (SSL-10.9(4))."""

from django.utils.translation import gettext_lazy as _

from core import throttle
from domains.naming import InvalidName
from domains.terms import SEARCH


def count_search(request, names: int = 1) -> None:
    """Count a search, a list as many as it has names by ten. Raises InvalidName once there are too many in a minute."""
    key = f"searches:{request.META.get('REMOTE_ADDR', '')}"
    if throttle.count(key, SEARCH.window, 1 + names // 10) > SEARCH.searches:
        words = _("That was many searches in a short time. Please wait a minute.")
        raise InvalidName("slow", words, "SSL-10.9(4)")
