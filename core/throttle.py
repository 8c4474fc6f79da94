"""How often somebody may ask: counted in the cache that all machines share, forgotten when the window is over."""

from datetime import timedelta

from django.core.cache import cache


def count(key: str, window: timedelta, by: int = 1) -> int:
    """Count `by` more under the key; how many there are in the window that the first of them began."""
    cache.add(key, 0, int(window.total_seconds()))
    try:
        return cache.incr(key, by)
    except ValueError:  # it expired between the two
        return 0
