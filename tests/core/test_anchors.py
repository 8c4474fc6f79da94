"""Anchors: what is taken away from the end of a chain, or whole, shows; so does a byte changed anywhere."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core import anchors, checking, evidence
from core.acts import Act
from core.anchors import EvidenceAnchor
from core.evidence import AppendOnly, EvidenceRecord
from core.models import Attention

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, 30, 15, 123456, tzinfo=UTC)
ACT = Act(NOW, "usr_1", "because", "192.0.2.7")
TABLE = "core_evidencerecord"


def told(*abouts: str) -> None:
    for about in abouts:
        for n in range(3):
            evidence.record(about, "act", f"act_{n}", ACT, "DN-3.3", n=n, name="été")


@pytest.fixture
def sealed():
    """Two chains of three records, sealed; nothing is wrong."""
    anchors.outside().unlink(missing_ok=True)
    told("dom_1", "dom_2")
    anchor = anchors.seal(NOW)
    assert anchors.faults() == []
    return anchor


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def kinds() -> set[str]:
    return {fault.kind for fault in anchors.faults()}


def test_an_anchor_counts_and_signs_what_was_written(sealed):
    assert (sealed.number, sealed.records, sealed.at) == (1, 6, NOW)
    assert anchors.signed(sealed.digest, sealed.signature)
    assert anchors.seal(NOW) is None
    told("dom_3")
    assert anchors.seal(NOW + timedelta(hours=1)).records == 3
    assert anchors.faults() == []


def test_the_last_record_of_a_chain_cannot_go_unseen(sealed):
    sql(f"DELETE FROM {TABLE} WHERE about = 'dom_1' AND seq = 3")
    assert evidence.broken_links("dom_1") == []
    assert kinds() == {"sealed"}


def test_a_whole_chain_cannot_go_unseen(sealed):
    sql(f"DELETE FROM {TABLE} WHERE about = 'dom_1'")
    assert kinds() == {"sealed"}


def test_all_evidence_and_its_anchors_cannot_go_unseen(sealed):
    """They are kept once more outside the database."""
    sql(f"DELETE FROM {TABLE}")
    sql("DELETE FROM core_evidenceanchor")
    assert kinds() == {"anchor"}


def test_a_record_slipped_in_behind_our_back_shows(sealed):
    row = EvidenceRecord.objects.get(about="dom_2", seq=3)
    row.seq, row.what = 4, "forged"
    row.seal(row.digest)
    columns = [f.column for f in EvidenceRecord._meta.concrete_fields if not f.primary_key]
    facts = [getattr(row, c) if c != "data" else json.dumps(row.data) for c in columns]
    told("dom_3")
    through = anchors.seal(NOW).through
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    sql(f"DELETE FROM {TABLE} WHERE id = %s", through)
    sql(f"INSERT INTO {TABLE} (id, {names}) VALUES (%s, {marks})", through, *facts)
    assert "sealed" in kinds()


CHANGES = {
    "about": "'dom_9'",
    "seq": "9",
    "kind": "'call'",
    "what": "'act_X'",
    "clause": "'DN-5.2'",
    "at": None,
    "actor": "'usr_2'",
    "ip": "'192.0.2.8'",
    "reason": "'becausE'",
    "data": '\'{"n": 0, "name": "éte"}\'',
    "digest": "'" + "0" * 64 + "'",
}


def test_every_column_is_tried():
    columns = {f.column for f in EvidenceRecord._meta.concrete_fields}
    assert columns == {"id", "purged_at", *CHANGES}  # what is marked as purged is held against the purge log


@pytest.mark.parametrize("column", sorted(CHANGES))
@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_byte_changed_in_any_column_of_any_row_is_seen(sealed, column, seq):
    if column == "at":
        value = NOW + timedelta(microseconds=1)
        sql(f"UPDATE {TABLE} SET at = %s WHERE about = 'dom_1' AND seq = %s", value, seq)
    else:
        sql(f"UPDATE {TABLE} SET {column} = {CHANGES[column]} WHERE about = 'dom_1' AND seq = %s", seq)
    assert anchors.faults()


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_another_key_of_a_row_is_seen(sealed, seq):
    sql(f"UPDATE {TABLE} SET id = id + 1000 WHERE about = 'dom_1' AND seq = %s", seq)
    assert "sealed" in kinds()


@pytest.mark.parametrize(
    "change", ["records = 5", "root = 'x'", "digest = 'x'", "signature = 'x'", "through = through - 1"]
)
def test_an_anchor_that_was_altered_is_seen(sealed, change):
    sql(f"UPDATE core_evidenceanchor SET {change}")
    assert kinds()


def test_an_anchor_made_anew_lacks_the_signature(sealed):
    """Whoever has the database alone cannot seal a forged history."""
    sql(f"DELETE FROM {TABLE} WHERE about = 'dom_1' AND seq = 3")
    forged = EvidenceAnchor.objects.get()
    forged.records, forged.root = anchors._digest(0, forged.through)
    digest = anchors._chained("", forged)
    sql(
        "UPDATE core_evidenceanchor SET records = %s, root = %s, digest = %s",
        forged.records,
        forged.root,
        digest,
    )
    assert kinds() == {"anchor"}


def test_an_anchor_between_two_others_cannot_go_unseen(sealed):
    for _n in range(2):
        told("dom_3")
        anchors.seal(NOW)
    sql("DELETE FROM core_evidenceanchor WHERE number = 2")
    assert "anchor" in kinds()


def test_staff_are_told_once_a_day_what_does_not_hold(sealed):
    assert checking.report(ACT) == 0
    sql(f"DELETE FROM {TABLE} WHERE about = 'dom_1' AND seq = 3")
    for _n in range(2):
        assert checking.report(ACT)
    assert Attention.objects.get(queue="evidence").detail.startswith("sealed: anchor #1")


def test_anchors_are_append_only(sealed):
    with pytest.raises(AppendOnly):
        EvidenceAnchor.objects.all().delete()
    with pytest.raises(AppendOnly):
        EvidenceAnchor.objects.update(records=1)
