"""Bulk writing gives the same rows as one by one, on either database."""

from datetime import UTC, date, datetime

import pytest

from core import evidence, unit_of_work
from core.acts import Act
from core.models import EvidenceRecord

AT = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.django_db
def test_a_batch_keeps_instants_and_scripts_to_the_letter():
    with unit_of_work.gathered():
        evidence.record(
            "dom_1", "act", "said", Act(AT, reason="«é» أهلا % ' \\ \n"), on=date(2026, 1, 2), none=None
        )
    kept = EvidenceRecord.objects.get()
    assert (kept.at, kept.reason) == (AT, "«é» أهلا % ' \\ \n")
    assert kept.data == {"on": "2026-01-02", "none": None}


@pytest.mark.django_db
def test_chains_go_on_from_batch_to_batch_and_hold():
    for n in range(3):
        with unit_of_work.gathered():
            for about in ("dom_1", "dom_2", "dom_1"):
                evidence.record(about, "act", f"batch {n}", Act(AT))
    assert EvidenceRecord.objects.filter(about="dom_1").latest("seq").seq == 6
    assert [evidence.broken_links(about) for about in ("dom_1", "dom_2")] == [[], []]
