"""Documents on paper: frozen content in, PDF bytes out; the same content gives the same bytes.

What costs time in WeasyPrint is kept per process: the font configuration, the parsed style sheet and the
decoded images. Pango is not made for threads, so one lock stands around a rendering.
"""

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.company import IMAGE_TYPES, company

from .content_types import DocumentContent, Kind
from .einvoice import carried
from .wording import worded

VARIANT = "pdf/a-3b"  # archival, and ready to carry its own structured data as an attachment
SHADE = 0.92  # how much white is in the accent's pale companion


class ForbiddenResource(FatalURLFetchingError):
    """A document asked for something outside the static files and the company's logo."""


class StaticFilesOnly(URLFetcher):
    """Reads files below static/ and the company's logo; no network, no other file."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        allowed = (
            path.is_relative_to(Path(settings.BASE_DIR) / "static") or path == company().logo_path.resolve()
        )
        if parts.scheme != "file" or not allowed or path.suffix not in IMAGE_TYPES:
            raise ForbiddenResource(f"a document may not read {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": IMAGE_TYPES[path.suffix]})


@dataclass(frozen=True)
class _Press:
    """What a process keeps between two documents."""

    fonts: FontConfiguration
    sheet: CSS
    fetcher: URLFetcher
    images: dict[str, Any] = field(default_factory=dict)


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _press() -> _Press:
    fonts, fetcher = FontConfiguration(), StaticFilesOnly()
    sheet = CSS(string=render_to_string("pdf/document.css"), font_config=fonts, url_fetcher=fetcher)
    return _Press(fonts, sheet, fetcher)


def render(kind: Kind, content: DocumentContent, language: str) -> bytes:
    """The document as PDF/A-3, in one language; an invoice or credit note carries its XML (Factur-X)."""
    return printed(page_html(kind, content, language), **carried.options(content))


def printed(page: str, **options: Any) -> bytes:
    """A page of ours on paper, as PDF/A-3: documents, and the reports of other rooms."""
    with _lock:
        press = _press()
        kept = {"stylesheets": [press.sheet], "font_config": press.fonts, "cache": press.images}
        try:
            paper = HTML(string=page, url_fetcher=press.fetcher)
            return paper.write_pdf(**kept, pdf_variant=VARIANT, **options)
        except ForbiddenResource as refused:
            raise PermissionError(str(refused)) from refused


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
