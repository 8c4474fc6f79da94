"""The street plan as the laws walk it: every customer URL with its view, its variables and its model."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Rooms with doors of their own: the back office asks for staff, allauth's pages speak of the visitor himself.
OTHER_DOORS = ("admin:", "account_", "mfa_", "usersessions_", "socialaccount_")


@dataclass(frozen=True)
class Street:
    """One URL pattern: its full name, its variables, and the view behind it."""

    name: str
    variables: frozenset[str]
    view: Any

    @property
    def model(self) -> Any:
        """The model of a class-based view; None for a function."""
        return getattr(getattr(self.view, "view_class", None), "model", None)

    def at(self, **values: str) -> str:
        return reverse(self.name, kwargs=values)


def streets() -> list[Street]:
    """Every URL of the customer space and of the public pages."""
    return [s for s in _walk(get_resolver(), "") if not s.name.startswith(OTHER_DOORS)]


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Street]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            yield Street(name, frozenset(pattern.pattern.regex.groupindex), pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner)
