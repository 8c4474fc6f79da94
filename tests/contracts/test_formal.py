"""Formal notices: posted, received, thirty days, answered or not, decided and carried out by two people (SSL-8.3)."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contracts.formal import lifecycle, postal
from contracts.models import FormalNotice
from core import clock, dashboard, worker
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from servers.models import Server
from tests import names
from tests.cast import account, join, person
from tests.papers import PDF, upload
from tests.servers_at_work import a_server, again

pytestmark = pytest.mark.django_db
LETTER, OTHER = "RR123456785MA", "RR473124829MA"
POSTED, RECEIVED = date(2026, 12, 1), date(2026, 12, 4)
BREACH = "You publish the access codes of your server."


@pytest.fixture
def customer(db):
    return account("Argan Studio SARL")


@pytest.fixture
def owner(customer):
    user = person("owner@argan.example", "Omar Bennani")
    join(user, customer)
    return user


def at(day: date, hour: int = 10) -> datetime:
    return clock.at_local(day, hour)


def act(day: date, who: str = "usr_staff") -> Act:
    return Act(at(day), who, "as the file says")


def now_is(notice: FormalNotice) -> FormalNotice:
    return FormalNotice.objects.select_related("customer").get(pk=notice.pk)


def posted(customer, about: str = "") -> FormalNotice:
    """Our letter is at the post."""
    notice = lifecycle.draft(customer, act(POSTED), broken="SRV-7.1.3", breach=BREACH, about=about)
    return lifecycle.post(notice, act(POSTED), tracking=LETTER, sent_on=POSTED, letter=upload())


def received(customer, about: str = "") -> FormalNotice:
    notice = posted(customer, about)
    return lifecycle.receive(notice, act(date(2026, 12, 7)), received_on=RECEIVED, receipt=upload())


def calendar(notice: FormalNotice) -> list[tuple[str, str, str]]:
    """Every state and mail with its Moroccan day, as proven."""
    rows = EvidenceRecord.objects.filter(about=notice.public_id, kind="state").order_by("seq")
    moves = [(r.at, 0, r.data["to"], r.clause) for r in rows]
    mails = Email.objects.filter(about=notice.public_id).order_by("pk")
    found = [*moves, *((m.created_at, 1, m.key.partition(":")[2] + " mail", m.clause) for m in mails)]
    return [(str(clock.local_date(moment)), what, clause) for moment, _n, what, clause in sorted(found)]


# --- the letter's number ----------------------------------------------------------------------------------
def test_the_number_of_a_registered_letter_is_read_and_its_check_digit_reckoned():
    """UPU S10: 47312482 has the check digit 9."""
    assert postal.number(" rr 473 124 829 ma ") == OTHER
    for wrong in ("RR473124828MA", "RR4731248299", "EE473124829MA", "'; DROP", "٤" * 13):
        with pytest.raises(ValidationError):
            postal.number(wrong)


# --- ours -------------------------------------------------------------------------------------------------
def test_the_calendar_of_a_notice_that_is_never_answered(customer):
    """SSL-8.3: received on 4 December, the last day is 3 January; the server ends by two people."""
    server = a_server(customer)
    notice = received(customer, server.public_id)
    assert notice.answer_until == date(2027, 1, 3)
    for day in (date(2026, 12, 20), date(2027, 1, 3), date(2027, 1, 4)):
        worker.settle(at(day, 9))
    lifecycle.decide(notice, act(date(2027, 1, 5)), decision="terminated", ground="silent", words="It ends.")
    assert not again(server).decisions.exists(), "nobody ends it alone"
    lifecycle.execute(notice, act(date(2027, 1, 6), "usr_second"))
    assert calendar(notice) == [
        ("2026-12-01", "sent", "SSL-8.3"),
        ("2026-12-01", "sent mail", "SSL-8.3"),
        ("2026-12-07", "received", "SSL-8.3"),
        ("2026-12-07", "received mail", "SSL-8.3"),
        ("2027-01-04", "unanswered", "SSL-8.3"),
        ("2027-01-04", "unanswered mail", "SSL-8.3"),
        ("2027-01-05", "ending", "SSL-8.3"),
        ("2027-01-06", "decided", "SSL-8.3"),
        ("2027-01-06", "decided mail", "SSL-8.3"),
    ]
    decision = again(server).decisions.get()
    assert (decision.entered_by, decision.executed_by, decision.clause) == (
        "usr_staff",
        "usr_second",
        "SSL-8.3",
    )
    assert again(server).ended_by == "decision"
    story = EvidenceRecord.objects.filter(about=server.public_id, what__startswith="formal_notice_")
    told = [record.what.removeprefix("formal_notice_") for record in story.order_by("seq")]
    assert told == ["sent", "received", "unanswered", "decided"], "the server's evidence file tells it too"


def test_without_a_return_receipt_no_day_counts_and_a_person_asks_the_post(customer):
    notice = posted(customer)
    worker.settle(at(date(2027, 6, 1)))
    assert now_is(notice).state == "sent"
    task = Attention.objects.get(about=notice.public_id)
    assert (task.queue, clock.local_date(task.opened_at)) == ("formal_notices", date(2027, 6, 1))


def test_a_return_receipt_that_comes_after_the_thirty_days_finds_them_over(customer):
    notice = posted(customer)
    lifecycle.receive(notice, act(date(2027, 1, 20)), received_on=RECEIVED, receipt=upload())
    assert now_is(notice).state == "unanswered"
    assert Attention.objects.filter(key=f"{notice.public_id}:unanswered").exists()


def test_an_answer_in_time_keeps_us_from_terminating_a_late_one_does_not(customer):
    """SSL-8.3: only who does not answer within thirty days may be terminated."""
    notice = received(customer)
    lifecycle.answer(notice, act(date(2027, 1, 3), "usr_owner"), words="The codes are changed.")
    for ground in ("silent", "late"):
        with pytest.raises(NotAllowed, match=r"SSL-8\.1a"):
            lifecycle.decide(now_is(notice), act(date(2027, 1, 4)), decision="terminated", ground=ground)
    FormalNotice.objects.filter(pk=notice.pk).update(answered_on=date(2027, 1, 4))
    with pytest.raises(NotAllowed):
        lifecycle.decide(now_is(notice), act(date(2027, 1, 4)), decision="terminated", ground="silent")
    lifecycle.decide(now_is(notice), act(date(2027, 1, 4)), decision="terminated", ground="late")
    assert now_is(notice).state == "ending"


def test_a_decision_names_a_reason_code_that_fits(customer):
    """Guard 18."""
    notice = received(customer)
    lifecycle.answer(notice, act(date(2026, 12, 20)), words="The codes are changed.")
    for wrong in ("silent", "", "anything"):
        with pytest.raises(NotAllowed):
            lifecycle.decide(now_is(notice), act(date(2026, 12, 21)), decision="cured", ground=wrong)
    lifecycle.decide(now_is(notice), act(date(2026, 12, 21)), decision="cured", ground="remedied")
    assert (now_is(notice).state, now_is(notice).decision) == ("decided", "cured")


def test_nobody_carries_out_alone_what_he_has_decided_nor_does_the_clock_or_the_database(customer):
    """Guard 18."""
    notice = received(customer)
    worker.settle(at(date(2027, 1, 4)))
    lifecycle.decide(now_is(notice), act(date(2027, 1, 5)), decision="terminated", ground="silent")
    for who in ("usr_staff", "clock"):
        with pytest.raises(NotAllowed):
            lifecycle.execute(now_is(notice), act(date(2027, 1, 6), who))
    with pytest.raises(IntegrityError), transaction.atomic():
        FormalNotice.objects.update(executed_by="usr_staff")
    lifecycle.give_back(now_is(notice), act(date(2027, 1, 6), "usr_second"))
    assert (now_is(notice).state, now_is(notice).decision) == ("unanswered", "")


def test_the_whole_contract_ends_service_by_service_and_what_cannot_gets_a_task(customer):
    server, name = a_server(customer), names.registered("argan.com", date(2027, 5, 1), customer)
    Server.objects.filter(pk=server.pk).update(state="ending")
    notice = received(customer)
    worker.settle(at(date(2027, 1, 4)))
    lifecycle.decide(now_is(notice), act(date(2027, 1, 5)), decision="terminated", ground="silent")
    lifecycle.execute(now_is(notice), act(date(2027, 1, 6), "usr_second"))
    assert name.decisions.get().clause == "SSL-8.3"
    task = Attention.objects.get(queue="formal_notices", about=server.public_id)
    assert task.closed_at is None
    assert "being" in task.detail or server.hostname in task.detail
    proof = EvidenceRecord.objects.get(about=notice.public_id, what="terminated")
    assert proof.data["by_hand"] == [server.public_id]


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 9)])
def test_a_letter_is_not_received_before_it_is_posted_nor_tomorrow(customer, day):
    with pytest.raises(NotAllowed):
        lifecycle.receive(posted(customer), act(date(2026, 12, 8)), received_on=day, receipt=upload())


# --- the customer's pages ---------------------------------------------------------------------------------
def test_the_customer_reads_it_once_posted_answers_and_a_stranger_finds_nothing(
    customer, owner, stranger, client_of
):
    draft = lifecycle.draft(customer, act(POSTED), broken="SRV-7.1.3", breach=BREACH)
    assert client_of(owner).get(draft.get_absolute_url()).status_code == 404
    notice = received(customer)
    paper = notice.papers.first()
    with clock.frozen(at(date(2026, 12, 10))):
        page = client_of(owner).get(notice.get_absolute_url()).content.decode()
        assert BREACH in page
        todo = next(
            one for one in dashboard.todos(customer, at(date(2026, 12, 10))) if one.clause == "SSL-8.3"
        )
        assert (todo.due, todo.rank) == (date(2027, 1, 3), 4), "it stands first among what is to be done"
        assert client_of(owner).get(paper.get_absolute_url()).content == PDF
        for thing in (notice, paper):
            assert client_of(stranger).get(thing.get_absolute_url()).status_code == 404
        url = reverse("contracts:formal_answer", args=[notice.public_id])
        bad = {"words": "Changed.", "scan": SimpleUploadedFile("a.pdf", b"MZ\x90 a program")}
        assert client_of(owner).post(url, bad).status_code == 200
        assert client_of(owner).post(url, {"words": "Changed."})["Location"] == notice.get_absolute_url()
    assert (now_is(notice).state, now_is(notice).answer, now_is(notice).in_time) == (
        "answered",
        "Changed.",
        True,
    )
    assert PDF not in bytes(paper.token), "papers are sealed"


def test_a_customers_own_notice_starts_our_clock_and_he_may_terminate_when_it_is_over(
    customer, owner, client_of, staff_user
):
    """SSL-8.3: either side; the second person of his termination is one of ours (guard 18)."""
    server = a_server(customer)
    form = {"about": server.public_id, "breach": "No backup was made.", "tracking": "rr473124829ma",
            "sent_on": "2026-12-01", "letter": SimpleUploadedFile("letter.pdf", PDF)}  # fmt: skip
    with clock.frozen(at(RECEIVED)):
        wrong = client_of(owner).post(reverse("contracts:formal_new"), form | {"tracking": "RR473124828MA"})
        assert wrong.status_code == 200
        form["letter"].seek(0)
        client_of(owner).post(reverse("contracts:formal_new"), form)
    notice = FormalNotice.objects.get()
    assert (notice.state, notice.direction, notice.answer_until) == ("received", "theirs", date(2027, 1, 3))
    assert Attention.objects.filter(about=notice.public_id, closed_at=None).count() == 1
    worker.settle(at(date(2026, 12, 24)))
    assert Attention.objects.filter(key=f"{notice.public_id}:ours").exists(), "ten days before our last one"
    worker.settle(at(date(2027, 1, 4)))
    with clock.frozen(at(date(2027, 1, 5))):
        client = client_of(owner)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
        session.save()
        client.post(reverse("contracts:formal_terminate", args=[notice.public_id]), {})
    assert now_is(notice).state == "ending"
    lifecycle.execute(now_is(notice), Act(at(date(2027, 1, 6)), staff_user.public_id, "right"))
    assert again(server).decisions.get().entered_by == owner.public_id


# --- the desk ---------------------------------------------------------------------------------------------
def test_staff_write_post_and_decide_at_the_desk_and_the_second_person_keeps_his_task(
    customer, staff_user, client_of
):
    desk, page = client_of(staff_user), "admin:contracts_formalnotice"
    with clock.frozen(at(POSTED)):
        wrong = desk.post(
            reverse(f"{page}_add"), {"customer": customer.pk, "broken": "XY-1", "breach": BREACH}
        )
        assert "broken" in wrong.context["adminform"].form.errors
        desk.post(reverse(f"{page}_add"), {"customer": customer.pk, "broken": "SRV-7.1.3", "breach": BREACH})
        notice = FormalNotice.objects.get()
        letter = {"tracking": LETTER, "sent_on": "2026-12-01", "letter": SimpleUploadedFile("l.pdf", PDF)}
        desk.post(reverse(f"{page}_verb", args=[notice.pk, "post"]), letter | {"reason": "posted"})
        receipt = {"received_on": "2026-12-01", "receipt": SimpleUploadedFile("r.pdf", PDF)}
        desk.post(reverse(f"{page}_verb", args=[notice.pk, "receive"]), receipt | {"reason": "here"})
    assert now_is(notice).state == "received"
    worker.settle(at(date(2027, 1, 1)))
    with clock.frozen(at(date(2027, 1, 2))):
        said = {"decision": "terminated", "ground": "silent", "reason": "no word"}
        desk.post(reverse(f"{page}_verb", args=[notice.pk, "decide"]), said)
        desk.post(reverse(f"{page}_verb", args=[notice.pk, "execute"]), {"reason": "alone"})
        opened = desk.post(
            reverse("admin:contracts_noticepaper_open", args=[notice.papers.first().pk]),
            {"ground": "dispute"},
        )
    assert now_is(notice).state == "ending"
    assert Attention.objects.filter(about=notice.public_id, closed_at=None).count() == 1
    assert opened.content == PDF
