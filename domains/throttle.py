"""Searches are limited per address, so that nobody harvests the registries through us (SSL-10.9(4))."""

from django.core.cache import cache

A_MINUTE, SEARCHES = 60, 40


def too_many_searches(request) -> bool:
    """Count this search; True once an address has made more than `SEARCHES` within a minute."""
    key = f"searches:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, A_MINUTE)
    try:
        return cache.incr(key) > SEARCHES
    except ValueError:  # it expired between the two
        return False
