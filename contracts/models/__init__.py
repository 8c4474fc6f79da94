"""What was agreed, and who was told of what changes."""

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
    "VersionNotice",
    "covers",
]
