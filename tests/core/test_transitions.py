"""Transitions: one verb at a time, the state written in one place, a proof of each move, no secret in it."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from core import transitions
from core.acts import Act
from core.models import EvidenceRecord
from core.transitions import NotAllowed, amend
from domains.lifecycle import enter_grace, let_expire
from domains.models import Domain
from tests import names

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ACT = Act(NOW, "usr_1", ip="192.0.2.7")
pytestmark = pytest.mark.django_db


@pytest.fixture
def domain() -> Domain:
    return names.registered("atlas.com", date(2026, 11, 22), names.a_customer())


def again(domain: Domain) -> Domain:
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def proofs(domain: Domain):
    """What verbs left; the mails that they caused stand beside them."""
    return EvidenceRecord.objects.filter(about=domain.public_id).exclude(kind="notice").order_by("seq")


def test_a_move_leaves_its_proof_who_when_from_where_and_under_which_clause(domain):
    enter_grace(domain, ACT)
    proof = proofs(domain).get()
    assert (proof.kind, proof.what, proof.clause, proof.at) == ("state", "enter_grace", "DN-5.2", NOW)
    assert (proof.actor, proof.ip, proof.data["from"], proof.data["to"]) == (
        "usr_1",
        "192.0.2.7",
        "registered",
        "grace",
    )


def test_a_verb_from_a_wrong_state_says_so_and_changes_nothing(domain):
    enter_grace(domain, ACT)
    with pytest.raises(NotAllowed) as refusal:
        enter_grace(domain, ACT)
    assert refusal.value.clause == "DN-5.2"
    assert "atlas.com" in refusal.value.message
    assert proofs(domain).count() == 1


def test_of_two_people_who_act_at_once_one_wins_and_the_other_is_told(domain):
    """Both read the same page; the second finds the thing changed."""
    first, second = again(domain), again(domain)
    enter_grace(first, ACT)
    with pytest.raises(NotAllowed):
        enter_grace(second, ACT)
    assert second.state == "grace"
    assert proofs(domain).count() == 1


def test_even_without_the_lock_the_write_itself_refuses_the_second(domain, monkeypatch):
    first, second = again(domain), again(domain)
    enter_grace(first, ACT)
    monkeypatch.setattr(transitions, "claim", lambda thing: None)
    with pytest.raises(NotAllowed) as refusal:
        enter_grace(second, ACT)
    assert "atlas.com" in refusal.value.message
    assert second.state == "registered"
    assert proofs(domain).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_act_at_the_same_instant_move_the_thing_once():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; PostgreSQL is where two meet")
    domain = names.registered("atlas.com", date(2026, 11, 22), names.a_customer())
    ready, told = Barrier(2), []

    def act():
        mine = again(domain)
        ready.wait()
        try:
            enter_grace(mine, ACT)
            told.append("done")
        except NotAllowed:
            told.append("told")
        finally:
            connection.close()

    threads = [Thread(target=act) for _two in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "told"]
    assert proofs(domain).count() == 1


def test_a_body_that_fails_leaves_the_thing_as_it_was(domain, monkeypatch):
    from domains import emails

    def failing(*args):
        raise RuntimeError("no template")

    monkeypatch.setattr(emails, "phase", failing)
    with pytest.raises(RuntimeError):
        enter_grace(domain, ACT)
    assert (domain.state, again(domain).state) == ("registered", "registered")
    assert not proofs(domain).exists()


def test_an_act_without_a_move_proves_what_it_changed_from_and_to(domain):
    let_expire(domain, ACT)
    proof = proofs(domain).get()
    assert (proof.kind, proof.data["letting_expire"]) == ("act", [False, True])


def test_a_person_who_gives_a_reason_leaves_a_proof_even_where_nothing_else_changes(domain):
    let_expire(domain, ACT)
    let_expire(domain, ACT)
    assert proofs(domain).count() == 1
    let_expire(domain, ACT.because("he said it again on the telephone"))
    assert [p.reason for p in proofs(domain)] == ["", "he said it again on the telephone"]


def test_every_change_of_a_fact_recomputes_the_next_look(domain):
    before = again(domain).next_action_at
    let_expire(domain, Act(datetime(2026, 10, 1, tzinfo=UTC), "usr_1"))
    assert again(domain).next_action_at == min(
        s.at for s in again(domain).steps() if s.at > domain.acted_through
    )
    amend(domain, ACT, "moved", "DN-3.1", paid_through=date(2027, 11, 22))
    assert again(domain).next_action_at > before


def test_amending_proves_each_fact_before_and_after(domain):
    amend(domain, ACT, "years_corrected", "DN-3.2a", years=3)
    proof = proofs(domain).get()
    assert (proof.what, proof.clause, proof.data) == ("years_corrected", "DN-3.2a", {"years": [1, 3]})
    assert again(domain).years == 3


def test_secrets_leave_no_trace_in_the_evidence(domain):
    amend(
        domain, ACT, "new_code", "DN-8.3", auth_code="very-s3cret", contacts={"holder": {"cin": "BE123456"}}
    )
    written = str(list(proofs(domain).values()))
    assert "new_code" in written
    assert "very-s3cret" not in written
    assert "BE123456" not in written
    assert again(domain).auth_code == "very-s3cret"
