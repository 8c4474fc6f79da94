"""Evidence: append-only proof of what was said and done (clauses §13).

Each record is chained to the one before it about the same thing: `(about, seq)` is unique, and `digest` is the
SHA-256 of the previous digest and this record's content, so a missing or altered record shows.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from . import unit_of_work
from .acts import Act


class AppendOnly(Exception):
    """Evidence is never edited or deleted."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly("evidence is append-only")

    def delete(self):
        raise AppendOnly("evidence is append-only")


class EvidenceRecord(models.Model):
    """One proven fact about the thing whose public id is `about`."""

    class Kind(models.TextChoices):
        STATE = "state", _("state change")
        ACT = "act", _("act")
        NOTICE = "notice", _("notice")
        SUPERSEDED = "superseded", _("superseded notice")
        CALL = "call", _("outside call")
        DECISION = "decision", _("staff decision")
        ACCEPTANCE = "acceptance", _("acceptance")
        PAYMENT = "payment", _("payment")
        BREACH = "breach", _("missed promise")

    about = models.CharField(_("about"), max_length=24)
    seq = models.PositiveIntegerField(
        _("position"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    what = models.CharField(_("what"), max_length=60)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    at = models.DateTimeField(
        _("when"),
    )
    actor = models.CharField(_("by whom"), max_length=24)
    ip = models.CharField(_("IP address"), max_length=45, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)
    purged_at = models.DateTimeField(_("content purged"), null=True, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    write_only = written_last = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "seq"], name="evidence_chain")]
        ordering = ["about", "seq"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.about} #{self.seq} {self.what}"

    def save(self, *args, **kwargs):
        raise AppendOnly("evidence is written by core.evidence.record() only")

    def delete(self, *args, **kwargs):
        raise AppendOnly("evidence is append-only")

    def content(self) -> str:
        """What the digest covers, as canonical JSON: every column but the key, the instant to the microsecond."""
        at = self.at.astimezone(UTC).isoformat()
        fields = [self.about, self.seq, self.kind, self.what, self.clause, at, self.actor, self.ip]
        return json.dumps([*fields, self.reason, self.data], cls=DjangoJSONEncoder, sort_keys=True)

    def seal(self, previous: str) -> None:
        self.digest = hashlib.sha256((previous + self.content()).encode()).hexdigest()

    @classmethod
    def prepare(cls, rows: list["EvidenceRecord"]) -> list["EvidenceRecord"]:
        """Give each new record its place in the chain of the thing it is about."""
        last = _ends({row.about for row in rows})
        for row in rows:
            seq, digest = last.get(row.about, (0, ""))
            row.seq = seq + 1
            row.seal(digest)
            last[row.about] = (row.seq, row.digest)
        return rows


class StateChange(EvidenceRecord):
    """The evidence records that `move()` leaves."""

    class Meta:
        proxy = True
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")


def record(about: str, kind: str, what: str, act: Act, clause: str = "", **data: Any) -> None:
    """Add one record in the current transaction."""
    unit_of_work.add(
        EvidenceRecord(
            about=about,
            kind=kind,
            what=what,
            clause=clause,
            at=act.now,
            actor=act.actor,
            ip=act.ip,
            reason=act.reason,
            data=data,
        )
    )


def forget_content(records: list[EvidenceRecord], now: datetime) -> None:
    """What records say goes when the law no longer lets it be kept; their digests stay, so the chains still hold."""
    rows: models.QuerySet = models.QuerySet(EvidenceRecord).filter(pk__in=[record.pk for record in records])
    rows.update(data={}, reason="", ip="", purged_at=now)


def broken_links(about: str) -> list[int]:
    """The sequence numbers at which the chain about a thing does not hold; empty when all is well."""
    rows = EvidenceRecord.objects.filter(about=about).order_by("seq")
    return [seq for _about, seq in breaks(rows)]


def breaks(rows: Iterable[EvidenceRecord]) -> Iterator[tuple[str, int]]:
    """Where the chains do not hold, as (about, seq); the rows come chain by chain, each in its order."""
    about, previous, expected = None, "", 1
    for row in rows:
        if row.about != about:
            about, previous, expected = row.about, "", 1
        written = row.digest
        if row.purged_at is None:
            row.seal(previous)
        # Of a purged one the digest alone is left: the next covers it, so do its anchor and the purge log
        filled = row.purged_at and (row.data or row.reason or row.ip)
        if row.seq != expected or row.digest != written or filled:
            yield row.about, row.seq
        previous, expected = written, row.seq + 1


def _ends(abouts: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The last link of each chain: the one that none follows."""
    next_one = EvidenceRecord.objects.filter(about=OuterRef("about"), seq=OuterRef("seq") + 1)
    ends = EvidenceRecord.objects.filter(~Exists(next_one), about__in=abouts).order_by()
    return {about: (seq, digest) for about, seq, digest in ends.values_list("about", "seq", "digest")}
