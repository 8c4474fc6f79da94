"""The press: a page in, PDF bytes out.

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
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.company import IMAGE_TYPES, company

VARIANT = "pdf/a-3b"  # archival, and ready to carry its own structured data as an attachment


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


def printed(page: str, **options: Any) -> bytes:
    """A page of ours on paper, as PDF/A-3."""
    with _lock:
        press = _press()
        kept = {"stylesheets": [press.sheet], "font_config": press.fonts, "cache": press.images}
        try:
            paper = HTML(string=page, url_fetcher=press.fetcher)
            return paper.write_pdf(**kept, pdf_variant=VARIANT, **options)
        except ForbiddenResource as refused:
            raise PermissionError(str(refused)) from refused
