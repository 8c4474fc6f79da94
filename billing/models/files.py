"""Stored files: PDFs that we have made, and what people have sent us (slips, court papers, bank statements).

They are in the database that all machines share, and are reached through their document or payment only, never by an
address of their own. What people have sent is sealed at rest (core.vault), as identity papers are.
"""

import hashlib
from datetime import datetime

from django.db import models

from core import vault


class StoredFile(models.Model):
    """The bytes of one file, kept once and never changed, with their SHA-256; `read` is the one way to them.

    sealed     what is stored is encrypted: a person has sent it
    purged_at  the bytes are gone, since nothing needs them any more; the SHA-256 stays
    """

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=40)
    stored = models.BinaryField()
    sealed = models.BooleanField(default=False)
    stored_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["stored_at"], name="stored_file_kept", condition=models.Q(purged_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @classmethod
    def keep(cls, content: bytes, media_type: str, now: datetime) -> "StoredFile":
        """Store what we have made ourselves, or find it stored already."""
        return cls._kept(content, media_type, now, sealed=False)

    @classmethod
    def receive(cls, content: bytes, media_type: str, now: datetime) -> "StoredFile":
        """Store what a person has sent, sealed; or find it stored already."""
        return cls._kept(content, media_type, now, sealed=True)

    @classmethod
    def _kept(cls, content: bytes, media_type: str, now: datetime, sealed: bool) -> "StoredFile":
        facts = {"media_type": media_type, "stored": vault.sealed(content) if sealed else content,
                 "sealed": sealed, "stored_at": now, "purged_at": None}  # fmt: skip
        sha256 = hashlib.sha256(content).hexdigest()
        file, new = cls.objects.get_or_create(sha256=sha256, defaults=facts)
        if not new and file.purged_at:  # it comes back: kept anew from now on
            cls.objects.filter(pk=file.pk).update(**facts)
            file.refresh_from_db()
        return file

    def read(self) -> bytes | None:
        """The bytes as they came or were made; None once they are purged."""
        if self.purged_at:
            return None
        return vault.opened(bytes(self.stored)) if self.sealed else bytes(self.stored)
