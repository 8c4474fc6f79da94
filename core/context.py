"""What every page knows: the company, the mode, the portal's present, the reader's direction."""

from django.conf import settings
from django.utils import translation

from . import clock
from .company import company


def portal(request) -> dict:
    """Template variables `company`, `portal` (demo, now) and `customer`."""
    return {
        "company": company(),
        "portal": {"demo": settings.DEMO, "now": clock.now(), "rtl": translation.get_language_bidi()},
        "customer": getattr(request, "customer", None),
    }
