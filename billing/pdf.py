"""Documents on paper: frozen content in, PDF bytes out; the same content gives the same bytes."""

from typing import Any

from django.template.loader import get_template
from django.utils import translation

from core.company import company

from .content_types import DocumentContent, Kind
from .einvoice import carried
from .wording import worded

SHADE = 0.92  # how much white is in the accent's pale companion


def render(kind: Kind, content: DocumentContent, language: str) -> bytes:
    """The document as PDF/A-3, in one language; an invoice or credit note carries its XML (Factur-X)."""
    return printed(page_html(kind, content, language), **carried.options(content))


def printed(page: str, **options: Any) -> bytes:
    """A page of ours on paper, as PDF/A-3: documents, and the reports of other rooms.

    Raises PermissionError where the page asks for a file that no document may read.
    """
    from . import press  # WeasyPrint takes a second and 26 MiB: only the process that prints pays for it

    return press.printed(page, **options)


def page_html(kind: Kind, content: DocumentContent, language: str) -> str:
    """The document as the page that is printed."""
    with translation.override(language):
        printed_words = setting(language) | worded(kind, content, language)
        return get_template(f"pdf/{kind}.html").render(printed_words)


def setting(language: str) -> dict[str, Any]:
    """The page itself: direction, logo, colours."""
    return {
        "company": company(),
        "logo": company().logo_path.as_uri(),
        "soft": _pale(company().accent),
        "language": language,
        "direction": "rtl" if translation.get_language_info(language)["bidi"] else "ltr",
    }


def _pale(colour: str) -> str:
    """The accent mixed with white: an opaque tint, since archival readers dislike transparency."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 * SHADE + channel * (1 - SHADE)):02x}" for channel in channels)
