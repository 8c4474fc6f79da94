"""Where work beyond a month's hours is estimated: the room that sells it says so, once (HD-2.3.1, C-15)."""

from django.urls import reverse
from django.utils.http import urlencode

_places: list[str] = []


def register(url_name: str) -> None:
    """Hand over the page on which an estimate is asked for; it reads the service's number from `about`."""
    if url_name not in _places:
        _places.append(url_name)


def url(about: str) -> str:
    """Where more work on a service is asked for; empty where nobody sells it."""
    return f"{reverse(_places[0])}?{urlencode({'about': about})}" if _places else ""
