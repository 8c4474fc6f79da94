"""What was agreed, who was told of what changes, and the letters that end it."""

from contracts.formal.models import FormalNotice, NoticePaper
from contracts.leaving.models import NonRenewal

from .documents import ANY, LEVELS, Acceptance, Document, DocumentVersion, covers
from .notices import Announcement, CalendarFeed, VersionNotice

__all__ = [
    "ANY",
    "LEVELS",
    "Acceptance",
    "Announcement",
    "CalendarFeed",
    "Document",
    "DocumentVersion",
    "FormalNotice",
    "NonRenewal",
    "NoticePaper",
    "VersionNotice",
    "covers",
]
