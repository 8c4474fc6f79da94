"""What is remembered of a customer for every page (`banner.py`), and how it is forgotten when it changes."""

from django.core.cache import cache
from django.db import transaction


def key(customer) -> str:
    """Where it is kept: public ids are never used twice."""
    return f"support:banner:{customer.public_id}"


def forget(customer) -> None:
    """Something has changed: now, and once more when it is committed."""
    cache.delete(key(customer))
    transaction.on_commit(lambda: cache.delete(key(customer)))
