"""The worker: what is due is done in order, a bad row is set aside alone, the others go on."""

from datetime import date

import pytest

from core import clock, worker
from core.models import Attention, EvidenceRecord
from domains import emails
from domains.models import Domain
from notifications.models import Email
from tests import names

pytestmark = pytest.mark.django_db
EXPIRY = date(2026, 12, 22)
J30 = date(2026, 11, 22)


@pytest.fixture
def three():
    customer = names.a_customer()
    return [names.registered(f"{which}.com", EXPIRY, customer) for which in ("one", "bad", "three")]


@pytest.fixture
def poisoned(monkeypatch):
    """Writing to the holder of bad.com fails."""
    notice = emails.notice

    def failing(domain, act, code):
        if domain.name == "bad.com":
            raise ValueError("the template cannot say this")
        notice(domain, act, code)

    monkeypatch.setattr(emails, "notice", failing)


def at(day: date, hour: int = 12):
    return clock.at_local(day, hour)


def test_a_bad_row_is_set_aside_alone_and_the_others_go_on(three, poisoned):
    tally = worker.settle(at(J30))
    assert tally.aside == 1
    told = Email.objects.filter(kind="domains.expiry_notice", to="amina@example.ma").values_list(
        "about", flat=True
    )
    assert set(told) == {three[0].public_id, three[2].public_id}
    bad = Domain.objects.get(name="bad.com")
    assert (bad.next_action_at, bad.set_aside_at) == (None, at(J30))
    item = Attention.objects.get(queue="set_aside")
    assert (item.about, item.detail) == (bad.public_id, "ValueError: the template cannot say this")


def test_nothing_of_a_failed_row_remains(three, poisoned):
    """Its proposal and evidence were rolled back with it; the others were written once, not twice."""
    worker.settle(at(J30))
    assert not EvidenceRecord.objects.filter(about=three[1].public_id).exists()
    assert Domain.objects.get(name="bad.com").proposal == ""
    once = EvidenceRecord.objects.filter(about=three[0].public_id, what="propose_renewal")
    assert once.count() == 1


def test_a_row_set_aside_is_not_tried_again_by_itself(three, poisoned):
    worker.settle(at(J30))
    assert worker.settle(at(date(2026, 12, 1))).aside == 0


def test_a_wake_up_with_nothing_due_asks_one_question_of_each_model(three, django_assert_max_num_queries):
    worker.settle(at(J30))
    with django_assert_max_num_queries(5 * len(worker.flows())) as asked:
        worker.settle(at(J30, 13))
    updates = [q["sql"] for q in asked if q["sql"].startswith(("UPDATE", "INSERT"))]
    assert not updates


def test_every_step_is_given_once_however_often_the_worker_wakes(three):
    for hour in range(9, 20):
        worker.settle(at(J30, hour))
    keys = Email.objects.filter(kind="domains.expiry_notice").values_list("key", flat=True)
    assert len(keys) == len(set(keys)) == 2 * len(three)


def test_a_thing_that_somebody_moved_meanwhile_shows_its_late_answer_to_staff(three):
    """The answer comes when the name is not being renewed any more: a person looks, nothing is lost."""
    from core.calls import make_call
    from domains.lifecycle import flow

    domain = three[0]
    make_call(domain, flow.calls["renew_at_registry"], names.act(at(J30)))
    domain.refresh_from_db()
    assert domain.state == "registered"
    assert Attention.objects.get(queue="late_answer").about == domain.public_id


def test_a_pull_is_registered_once(monkeypatch):
    monkeypatch.setattr(worker, "_pulls", {})
    worker.register_pull(_nothing)
    worker.register_pull(_nothing)
    assert list(worker._pulls) == [_nothing]


@pytest.mark.django_db
def test_pulls_that_share_a_gate_ask_once_and_rest_while_it_is_shut(monkeypatch):
    asked, pulled = [], []

    def gate() -> bool:
        asked.append(1)
        return len(asked) == 1

    monkeypatch.setattr(worker, "_pulls", {})
    for name in ("names", "servers"):
        worker.register_pull(lambda act, name=name: pulled.append(name) or 1, gate)
    worker.settle(clock.at_local(date(2026, 11, 22), 9))
    assert (pulled, len(asked)) == (["names", "servers"], 2)


def _nothing(act) -> int:
    return 0
