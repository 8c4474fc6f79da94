"""Maintenance: told in time (guard 13), started and ended, told again afterwards (C-29)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from support import maintenance
from support.models import MaintenanceNotice
from tests.helpdesk import NOON, SERVER, SITE, act, again, covered

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CERTIFICATE = "ssl_00000000000000c3"


def planned(starts=NOON + 3 * DAY, ends=None, kind="interruption", **facts):
    said = {"sites": [SITE], **facts}
    return maintenance.plan("New core switch", "The old one is out of support.", kind, starts,
                            ends or starts + 2 * HOUR, act(NOON, said.pop("by", "usr_test")), **said)  # fmt: skip


@pytest.fixture
def two_customers(customer, other_customer):
    covered(customer)
    covered(other_customer, about=CERTIFICATE, label="zellige.example", kind="ssl", site="")


@pytest.mark.parametrize(("kind", "starts", "ends", "refused"), [
    ("interruption", NOON + 24 * HOUR, NOON + 26 * HOUR, ""),
    ("interruption", NOON + 23 * HOUR, NOON + 26 * HOUR, "SRV-6.1.2(4)"),
    ("platform", NOON + HOUR, NOON + 2 * DAY, ""),
    ("platform", NOON + HOUR, NOON + 2 * DAY - timedelta(seconds=1), "SSL-11.3(5)"),
])  # fmt: skip
def test_a_planned_change_is_told_in_time_or_not_at_all(two_customers, kind, starts, ends, refused):
    if not refused:
        assert planned(starts, ends, kind).told_at == NOON
        return
    with pytest.raises(NotAllowed) as refusal:
        planned(starts, ends, kind)
    assert refusal.value.clause == refused
    assert not Email.objects.exists()


def test_only_those_concerned_are_told_once_each(two_customers, customer, other_customer):
    covered(customer, about="srv_00000000000000b2", label="s2.argan.example")
    window = planned()
    maintenance.announce(window, act(NOON))
    notice = MaintenanceNotice.objects.get()
    assert (notice.customer, notice.labels) == (customer, ["s1.argan.example", "s2.argan.example"])
    assert Email.objects.get().kind == "support.maintenance_planned"
    planned(kind="platform", sites=[], kinds=["ssl"])
    assert MaintenanceNotice.objects.filter(customer=other_customer).count() == 1
    assert Email.objects.get(customer=other_customer).clause == "SSL-11.3(5)"


def test_the_life_of_a_window(two_customers, customer):
    window, seen = planned(), []
    for hours in (71, 72, 74, 74.25, 75):
        worker.settle(NOON + hours * HOUR)
        alerts = Attention.objects.filter(about=window.public_id).count()
        seen.append((hours, again(window).state, alerts))
    assert seen == [
        (71, "announced", 0),
        (72, "running", 0),
        (74, "running", 0),
        (74.25, "running", 1),
        (75, "running", 1),
    ]
    assert EvidenceRecord.objects.get(about=window.public_id, what="overrun").clause == "HD-2.2"
    maintenance.finish(again(window), act(NOON + 76 * HOUR), outcome="Two ports were changed as well.")
    mail = Email.objects.get(kind="support.maintenance_done")
    assert "Two ports were changed as well." in mail.text
    assert mail.clause == "C-29"
    assert again(window).reported_at == NOON + 76 * HOUR
    worker.settle(NOON + 10 * DAY)
    assert not Attention.objects.filter(about=window.public_id, closed_at=None).exists()


def test_a_cancelled_window_is_told_to_those_who_knew(two_customers):
    window = planned()
    maintenance.cancel(window, act(NOON + HOUR))
    assert Email.objects.filter(kind="support.maintenance_cancelled").count() == 1
    worker.settle(NOON + 10 * DAY)
    assert again(window).state == "cancelled"


def test_an_urgent_change_may_be_told_afterwards_two_days_at_the_latest(two_customers):
    window = planned(NOON, NOON + HOUR, urgent=True, tell=False)
    assert Attention.objects.get(about=window.public_id).clause == "SSL-11.3(7)"
    assert not Email.objects.exists()
    worker.settle(NOON + HOUR)
    maintenance.finish(again(window), act(NOON + HOUR))
    worker.settle(NOON + HOUR + 2 * DAY - timedelta(seconds=1))
    assert not EvidenceRecord.objects.filter(what="notice_late").exists()
    worker.settle(NOON + HOUR + 2 * DAY)
    assert EvidenceRecord.objects.get(what="notice_late").clause == "SSL-11.3(7)"
    maintenance.announce(again(window), act(NOON + 3 * DAY))
    assert set(Email.objects.values_list("kind", flat=True)) == {
        "support.maintenance_planned",
        "support.maintenance_done",
    }


def test_an_urgent_change_told_within_the_two_days_leaves_no_breach(two_customers):
    window = planned(NOON, NOON + HOUR, urgent=True, tell=False)
    worker.settle(NOON + HOUR)
    maintenance.announce(again(window), act(NOON + DAY))
    worker.settle(NOON + 5 * DAY)
    assert not EvidenceRecord.objects.filter(what="notice_late").exists()


@pytest.mark.parametrize(("facts", "clause"), [
    ({"sites": []}, "SRV-6.1.2(4)"),
    ({"tell": False}, "SSL-11.3(7)"),
    ({"ends": NOON + DAY}, "HD-2.2"),
])  # fmt: skip
def test_a_window_that_says_too_little_is_refused(two_customers, facts, clause):
    with pytest.raises(NotAllowed) as refusal:
        planned(**facts)
    assert refusal.value.clause == clause


def test_the_portal_shows_the_window_to_those_concerned(two_customers, customer, other_customer):
    planned()
    assert len(maintenance.current(customer, NOON)) == 1
    assert maintenance.current(other_customer, NOON) == []
    planned(NOON + 10 * DAY)
    assert len(maintenance.current(customer, NOON)) == 1


@pytest.mark.parametrize(
    ("facts", "clause"),
    [({"kind": "platform"}, "SSL-11.3(5)"), ({"urgent": True}, "SSL-11.3(7)"), ({}, "SRV-6.1.2(4)")],
)
def test_each_page_names_the_clause_by_which_a_window_is_told(
    two_customers, customer, owner, client_of, facts, clause
):
    with clock.frozen(NOON):
        window = planned(**facts)
        mail = Email.objects.get(customer=customer, kind="support.maintenance_planned")
        notice = MaintenanceNotice.objects.get(customer=customer, maintenance=window)
        pages = [client_of(owner).get(url).content.decode().partition('id="main"')[2]
                 for url in (reverse("support:status"), notice.get_absolute_url())]  # fmt: skip
    assert mail.clause == clause
    for page in pages:
        assert clause in page
        for other in {"SSL-11.3(5)", "SSL-11.3(7)", "SRV-6.1.2(4)"} - {clause}:
            assert other not in page


def test_nobodys_window_names_a_service(two_customers):
    window = planned(sites=[], abouts=[SERVER])
    assert [c.name for c in maintenance.concerned(window)] == ["Argan Studio SARL"]
