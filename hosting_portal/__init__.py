"""The roof: settings, URLs, Celery and WSGI entry points."""

import zoneinfo

# The operating system's zone data may predate Morocco's move to UTC+00 (2026-09-20): only the pinned
# `tzdata` package is read, and `core.checks` verifies it.
zoneinfo.reset_tzpath(to=[])

from .celery import app as celery_app

__all__ = ["celery_app"]
