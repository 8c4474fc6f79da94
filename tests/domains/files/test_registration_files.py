"""Registration files: what a paid name waits for, the three clocks, and how it ends — from both sides."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing import credit
from billing.models import OrderLine
from core import clock, workdays, worker
from core.models import Attention, EvidenceRecord
from core.ports import PortWaiting
from core.transitions import NotAllowed
from domains.files import lifecycle, papers
from domains.models import Domain, Paper
from domains.registry.models import SandboxTransaction
from notifications.models import Email
from tests import names
from tests.cast import account, contact_of, join, person
from tests.papers import PDF, accepted_identity, sent_identity

from .conftest import NOW, SENSITIVE, now_of, told

PRICE = 15_480


def staff(now: datetime, reason: str = "looked at it"):
    return names.act(now).because(reason)


def pdf(name: str = "formulaire.pdf", content: bytes = PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def day(n: int, hour: int = 9) -> datetime:
    return clock.at_local(clock.local_date(NOW) + timedelta(days=n), hour)


# --- what needs a file -------------------------------------------------------------------------------------
def test_a_reserved_name_waits_for_its_form_and_papers_and_is_not_sent(paid):
    """DN-A2-1.2: paid, and the registry is not asked before the prior review."""
    file = paid()
    assert (file.state, file.wanted) == ("awaiting_papers", ["identity", "form", "support"])
    assert not Domain.objects.exists()
    assert not SandboxTransaction.objects.filter(command="register").exists()
    mail = Email.objects.filter(about=file.public_id).first()
    assert (mail.kind, mail.clause) == ("domains.file_papers", "DN-A2-1.2")
    assert "réserv" in mail.text or "held" in mail.text


def test_a_moroccan_name_without_its_holders_paper_waits_and_one_with_an_accepted_paper_goes_at_once(
    paid, contact
):
    """DN-2.1, facts B4: an identity paper serves for every order while it is valid."""
    first = paid("atlas.ma", review=None)
    assert (first.state, first.wanted) == ("awaiting_customer_info", ["identity"])
    accepted_identity(contact, NOW)
    assert paid("argan.ma", review=None) is None
    assert Domain.objects.get(name="argan.ma").state == "registered"


def test_a_paper_that_expired_serves_no_more(paid, contact):
    accepted_identity(contact, NOW, expires_on=clock.local_date(NOW))
    later = day(1)
    worker.settle(later)
    assert Paper.objects.get().state == "expired"
    assert paid("atlas.ma", review=None, now=later).wanted == ["identity"]


def test_a_generic_name_with_nothing_special_needs_no_file(paid):
    assert paid("atlas.com", review=None) is None
    assert Domain.objects.get().state == "registered"


# --- the customer sends, the staff look --------------------------------------------------------------------
def test_the_whole_way_of_a_reserved_name_through_pages_of_both_sides(paid, client_of, owner, staff_user):
    """DN-A2-1.2, DN-2.3a: papers by the customer, review by staff and registry, then registered."""
    file = paid()
    mine, desk = client_of(owner), client_of(staff_user)
    answer = mine.post(
        reverse("domains:file_answer", args=[file.public_id]),
        {
            "identity": pdf("cin.pdf"),
            "identity_expires_on": "2030-01-01",
            "form": pdf(),
            "support": [pdf("k.pdf")],
        },
    )
    assert answer.status_code == 302
    file = now_of(file)
    assert (file.state, file.wanted) == ("review", [])
    url = "admin:domains_registrationfile_verb"
    desk.post(reverse(url, args=[file.pk, "complete"]), {"reason": "go"})
    assert now_of(file).state == "review", "an unchecked identity paper does not go to the registry"
    identity = Paper.objects.get(kind="identity")
    desk.post(
        reverse("admin:domains_paper_verb", args=[identity.pk, "accept"]), {"reason": "the CIN is readable"}
    )
    assert now_of(file).state == "review", "the reserved term still waits for a decision"
    desk.post(reverse(url, args=[file.pk, "hand_over"]), {"reason": "form sent to ANRT"})
    assert now_of(file).validation_due_at is None
    desk.post(reverse(url, args=[file.pk, "complete"]), {"reason": "ANRT agrees"})
    worker.settle(NOW)
    file = now_of(file)
    assert (file.state, file.domain.state) == ("sent", "registered")
    assert OrderLine.objects.get(public_id=file.line).outcome == "done"
    page = mine.get(file.get_absolute_url()).content.decode()
    assert "C-19" in page
    assert "DN-9.3" in page
    assert not EvidenceRecord.objects.filter(kind="breach").exists()


def test_an_accepted_paper_sends_the_files_that_waited_for_nothing_else(paid, contact):
    file = paid("atlas.ma", review=None)
    lifecycle.flow.verbs["remind"](file, names.act(NOW), day="7")
    paper = sent_identity(contact, NOW)
    lifecycle.answer(file, names.act(NOW))
    assert now_of(file).state == "review"
    papers.checked(paper, "accept", staff(NOW))
    worker.settle(NOW)
    assert now_of(file).domain.state == "registered"


def test_one_paper_serves_every_name_of_its_holder_that_waits_for_it(paid, client_of, owner):
    """Two .ma names of one holder: the card is sent once, with either file or from the page of papers."""
    first, second = paid("atlas.ma", review=None), paid("argan.ma", review=None)
    reviewed = paid("visit-maroc.ma")
    answer = client_of(owner).post(
        reverse("domains:file_answer", args=[first.public_id]), {"identity": pdf("cin.pdf")}
    )
    assert answer.status_code == 302
    assert [now_of(f).state for f in (first, second, reviewed)] == ["review", "review", "awaiting_papers"]
    assert now_of(reviewed).wanted == ["form", "support"]
    papers.checked(Paper.objects.select_related("contact", "customer").get(), "accept", staff(NOW))
    worker.settle(NOW)
    assert [now_of(f).state for f in (first, second)] == ["sent", "sent"]


def test_a_paper_sent_from_the_page_of_papers_is_seen_by_the_file_that_waits(paid, client_of, owner, contact):
    file = paid("atlas.ma", review=None)
    answer = client_of(owner).post(
        reverse("domains:paper_new"), {"contact": contact.pk, "paper": pdf("cin.pdf")}
    )
    assert answer.status_code == 302
    assert (now_of(file).state, now_of(file).wanted) == ("review", [])


def test_a_question_of_ours_is_still_open_when_only_the_paper_comes(paid, client_of, owner, contact):
    file = paid("atlas.ma", review=None)
    sent_identity(contact, NOW)
    lifecycle.answer(file, names.act(NOW))
    lifecycle.ask_information(now_of(file), staff(NOW), question="Why?")
    Paper.objects.update(state="expired")
    file = now_of(file)
    type(file).objects.filter(pk=file.pk).update(wanted=["answer", "identity"])
    client_of(owner).post(reverse("domains:paper_new"), {"contact": contact.pk, "paper": pdf("cin.pdf")})
    assert (now_of(file).state, now_of(file).wanted) == ("awaiting_customer_info", ["answer"])


def test_a_paper_that_is_not_accepted_asks_for_another_with_the_reason(paid, contact):
    """DN-7.3.3: the reason reaches the customer, once, and fifteen days begin."""
    file = paid("atlas.ma", review=None)
    paper = sent_identity(contact, NOW)
    lifecycle.answer(file, names.act(NOW))
    papers.checked(paper, "refuse", staff(NOW, "the photo is blurred"))
    file = now_of(file)
    assert (file.state, file.wanted) == ("awaiting_customer_info", ["identity"])
    mail = Email.objects.filter(kind="domains.file_request").first()
    assert "the photo is blurred" in mail.text
    assert not Email.objects.filter(kind="domains.paper_refused").exists()


# --- DN-7.3.3: the information request ----------------------------------------------------------------------
def test_the_calendar_of_an_information_request_that_nobody_answers(paid, contact, customer):
    """Day 0, 7, 12, 15: the request says that the name is not held; then closed, credited, told (DN-7.3.3)."""
    accepted_identity(contact, NOW)
    file = paid("naziha-market.com", review=SENSITIVE)
    lifecycle.ask_information(file, staff(NOW), question="What is the name for?")
    names.live_through(day(20))
    assert told(file) == [
        ("2026-11-19", "domains.file_request", "DN-7.3.3"),  # day 0
        ("2026-11-26", "domains.file_reminder", "DN-7.3.3"),  # day 7
        ("2026-12-01", "domains.file_reminder", "DN-7.3.3"),  # day 12
        ("2026-12-04", "domains.file_failed", "DN-7.3.3"),  # day 15
    ]
    request = Email.objects.filter(kind="domains.file_request").first()
    assert "What is the name for?" in request.text
    assert "n’est pas" in request.text or "not held" in request.text
    assert now_of(file).state == "failed_incomplete"
    assert now_of(file).closed_at == clock.at_local(clock.local_date(NOW) + timedelta(days=16)) - timedelta(
        microseconds=1
    )
    assert credit.balance(customer) == PRICE
    assert OrderLine.objects.get(public_id=file.line).outcome == "credited"
    assert not Domain.objects.exists()


def test_an_answer_on_the_last_day_is_in_time_and_one_after_it_is_not_taken(paid, contact, client_of, owner):
    accepted_identity(contact, NOW)
    file = paid("naziha-market.com", review=SENSITIVE)
    lifecycle.ask_information(file, staff(NOW), question="What is the name for?")
    url, mine = reverse("domains:file_answer", args=[file.public_id]), client_of(owner)
    names.live_through(day(15, 20))
    with clock.frozen(day(15, 23)):
        assert mine.post(url, {"text": ""}).status_code == 200, "an empty answer is no answer"
        assert mine.post(url, {"text": "A market of handicraft"}).status_code == 302
    file = now_of(file)
    assert file.state == "review"
    assert file.requests.get().answer == "A market of handicraft"
    with clock.frozen(day(16)):
        assert mine.post(url, {"text": "once more"}).status_code == 404


def test_a_prior_review_without_papers_is_closed_after_four_days(paid, customer):
    """The registry's own delay (facts B4): reminders on days 2 and 3, closed at the end of day 4."""
    file = paid()
    names.live_through(day(10))
    assert told(file) == [
        ("2026-11-19", "domains.file_papers", "DN-A2-1.2"),
        ("2026-11-21", "domains.file_reminder", "DN-A2-1.2"),
        ("2026-11-22", "domains.file_reminder", "DN-A2-1.2"),
        ("2026-11-23", "domains.file_failed", "DN-7.3.3"),
    ]
    assert credit.balance(customer) == PRICE


# --- DN-9.3: the refusal window --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("n", "hour", "offered"),
    [
        (0, 12, True),
        (6, 12, True),
        (7, 8, True),
        (7, 23, True),
        (8, 0, False),
        (8, 12, False),
        (20, 12, False),
    ],
)
def test_a_refusal_is_offered_for_seven_calendar_days_and_never_afterwards(
    paid, client_of, staff_user, customer, n, hour, offered
):
    """DN-9.3, guard 5: day 7 is in, day 8 is out, pauses or not."""
    file = paid("naziha-market.com", review=SENSITIVE)
    desk, at = client_of(staff_user), day(n, hour)
    url = reverse("admin:domains_registrationfile_verb", args=[file.pk, "refuse"])
    with clock.frozen(at):
        page = desk.get(reverse("admin:domains_registrationfile_change", args=[file.pk])).content.decode()
        assert ("verb/refuse/" in page) is offered
        desk.post(url, {"reason": "contrary to morals"})
    assert (now_of(file).state == "refused_by_provider") is offered
    assert credit.balance(customer) == (PRICE if offered else 0)
    if not offered:
        with pytest.raises(NotAllowed, match=r"DN-9\.3"):
            lifecycle.refuse(now_of(file), staff(at))


def test_the_refusal_window_runs_on_while_the_customer_is_waited_for(paid, contact):
    """C-19: the seven days are never paused."""
    file = paid("naziha-market.com", review=SENSITIVE)
    lifecycle.ask_information(file, staff(day(1)), question="Why?")
    assert lifecycle.may_refuse(now_of(file), day(7, 23))
    assert not lifecycle.may_refuse(now_of(file), day(8, 0))


def test_a_refusal_tells_the_customer_why_and_credits_him(paid, contact):
    """DN-9.1."""
    file = paid("naziha-market.com", review=SENSITIVE)
    lifecycle.refuse(file, staff(day(2), "contrary to public order (DN-7.2.3(1-4))"))
    mail = Email.objects.filter(about=file.public_id, kind="domains.file_refused").first()
    assert "contrary to public order" in mail.text
    assert mail.clause == "DN-9.1"


# --- the validation clock ----------------------------------------------------------------------------------
def test_the_validation_clock_stands_still_while_we_wait_and_runs_on_afterwards(paid, contact):
    """C-19, C-20: received Thursday 10:00; paused from Friday 10:00 to Tuesday 10:00; two working days in all."""
    workdays.seed_holidays([2026])
    accepted_identity(contact, NOW)
    file = paid("naziha-market.com", review=SENSITIVE)
    assert file.validation_due_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=NOW.tzinfo)
    lifecycle.ask_information(file, staff(day(1, 10)), question="Why?")
    assert now_of(file).validation_due_at is None
    lifecycle.answer(now_of(file), names.act(day(5, 10)), text="Because")
    file = now_of(file)
    assert file.validation_due_at == datetime(2026, 11, 25, 23, 59, 59, tzinfo=NOW.tzinfo)
    assert [(s, e) for s, e, _why in file.stops] == [(day(1, 10), day(5, 10))]
    names.live_through(day(6, 20))
    assert not EvidenceRecord.objects.filter(kind="breach").exists()
    names.live_through(day(7, 9))
    assert (
        EvidenceRecord.objects.filter(about=file.public_id, what="late_validation", clause="DN-2.4b").count()
        == 1
    )
    assert Attention.objects.filter(about=file.public_id, clause="DN-2.4b").exists()


# --- first come, first served, and the last look -------------------------------------------------------------
def test_the_file_that_was_complete_first_gets_the_name_and_the_other_is_credited(paid, contact, customer):
    """DN-2.5: not who paid first, but whose file was complete first."""
    second = account("Zellige SARL", ice="003141592000024")
    other = person("late@zellige.example")
    join(other, second)
    theirs = contact_of(second, "Nadia Filali")
    slow = paid("atlas.ma", review=None)
    fast = paid(
        "atlas.ma", review=None, holder=theirs, buyer=second, user=other, now=NOW + timedelta(minutes=5)
    )
    for n, (file, holder) in enumerate([(fast, theirs), (slow, contact)]):
        at = NOW + timedelta(hours=1 + n)
        accepted_identity(holder, at)
        lifecycle.answer(now_of(file), names.act(at))
    with pytest.raises(PortWaiting):
        lifecycle.check_once_more(now_of(slow), names.act(NOW))
    names.live_through(NOW + timedelta(hours=8))
    assert (now_of(fast).state, now_of(slow).state) == ("sent", "unavailable")
    assert Domain.objects.get(name="atlas.ma").customer == second
    assert credit.balance(customer) == PRICE
    assert credit.balance(second) == 0


def test_a_name_taken_meanwhile_is_seen_just_before_sending(paid, contact, customer):
    """DN-2.2b: the registry is asked whether the name is free, and no registration is tried."""
    file = paid("taken-fast.ma", review=None)
    accepted_identity(contact, NOW)
    lifecycle.answer(file, names.act(NOW))
    worker.settle(day(1))
    assert now_of(file).state == "unavailable"
    assert credit.balance(customer) == PRICE
    assert Email.objects.filter(about=file.public_id, kind="domains.not_registered").exists()


def test_a_kill_between_the_last_look_and_the_name_makes_one_name(paid, contact, monkeypatch):
    """The file is leased before the call: a process that dies loses nothing and does nothing twice."""
    from core import calls

    file = paid("atlas.ma", review=None)
    accepted_identity(contact, NOW)
    lifecycle.answer(file, names.act(NOW))

    def dying(row, *args, **kwargs):
        raise SystemExit("kill -9")

    monkeypatch.setattr(calls, "_apply", dying)
    with pytest.raises(SystemExit):
        worker.settle(NOW)
    monkeypatch.undo()
    assert not Domain.objects.exists()
    names.live_through(NOW + timedelta(hours=2))
    assert now_of(file).domain.state == "registered"
    assert Domain.objects.count() == 1


def test_the_home_page_says_what_is_still_to_be_sent(paid, client_of, owner):
    file = paid()
    page = client_of(owner).get(reverse("home")).content.decode()
    assert reverse("domains:file_answer", args=[file.public_id]) in page


def test_the_staff_see_their_queues(paid, client_of, staff_user):
    paid()
    page = client_of(staff_user).get(reverse("admin:index")).content.decode()
    assert "state__in=awaiting_papers,awaiting_customer_info" in page
    assert "domains/paper/?state__exact=received" in page
