"""Stored files: PDFs of documents and payment slips, in the database that all machines share.

They are reached through their document or payment only, never by an address of their own.
"""

import hashlib
from datetime import datetime

from django.db import models


class StoredFile(models.Model):
    """The bytes of one file, kept once and never changed, with their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @classmethod
    def keep(cls, content: bytes, media_type: str, now: datetime) -> "StoredFile":
        """Store the bytes, or find them stored already."""
        facts = {"media_type": media_type, "content": content, "stored_at": now}
        return cls.objects.get_or_create(sha256=hashlib.sha256(content).hexdigest(), defaults=facts)[0]
