"""A notice of non-renewal typed in by staff: by which way, on which day, by whom, with its scan (HD-6.3, C-11)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from contracts.models import NonRenewal
from core import clock
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from domains.lifecycle import let_expire
from tests import names
from tests.cast import account
from tests.papers import PDF

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 11, 22), 10)


@pytest.fixture
def domain(db):
    return names.registered("argan.com", date(2026, 12, 22), account("Argan Studio SARL"))


def typed(desk, thing, verb: str, **said):
    url = reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_verb", args=[thing.pk, verb])
    with clock.frozen(NOW):
        return desk.post(url, {"reason": "as the customer says", **said})


def test_a_letter_comes_with_its_scan_and_its_day_counts_not_that_of_the_entry(domain, client_of, staff_user):
    desk, letter = client_of(staff_user), {"channel": "letter", "given_on": "2026-11-22"}
    assert typed(desk, domain, "let_expire", **letter).status_code == 200, "without its scan it is no proof"
    typed(desk, domain, "let_expire", scan=SimpleUploadedFile("l.pdf", PDF), **letter)
    notice = NonRenewal.objects.get()
    assert (notice.in_time, notice.entered_by) == (True, staff_user.public_id), (
        "on the last day of the month ahead"
    )
    proof = EvidenceRecord.objects.get(about=domain.public_id, what="non_renewal_received")
    assert (proof.clause, proof.data["received"], proof.data["sha256"]) == (
        "HD-6.3",
        "2026-11-22",
        notice.sha256,
    )
    domain.refresh_from_db()
    assert domain.letting_expire
    opened = reverse("admin:contracts_nonrenewal_open", args=[notice.pk])
    assert desk.post(opened, {"ground": "check"}).content == PDF


def test_a_late_notice_holds_and_says_so_one_of_tomorrow_does_not(domain):
    act = names.act(NOW)
    with pytest.raises(NotAllowed):
        let_expire(domain, act, channel="phone", given_on=date(2026, 11, 23))
    late = names.act(clock.at_local(date(2026, 11, 25)))
    let_expire(domain, late, channel="phone", given_on=date(2026, 11, 23))
    assert not NonRenewal.objects.get().in_time
    with pytest.raises(IntegrityError), transaction.atomic():
        NonRenewal.objects.update(channel="letter")
