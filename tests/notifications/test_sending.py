"""Over real SMTP: what is accepted is sent, what is not waits or is refused, and nothing leaves twice."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import unit_of_work
from core.models import Attention, EvidenceRecord
from notifications import outbox, sending
from notifications.lifecycle import send_again
from notifications.models import Email
from notifications.terms import OUTBOX

pytestmark = pytest.mark.django_db


def states():
    return dict(Email.objects.values_list("to", "state"))


def test_a_mail_arrives_as_it_was_written(say, smtp, postman, now):
    email = say(language="ar", to="amina@example.ma", clause="DN-3.3")
    assert sending.send_due(now) == 1
    [message] = postman.taken
    assert message["To"] == "amina@example.ma"
    assert message["Subject"] == email.subject
    assert message["Message-ID"] == email.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().split() == email.as_text().split()
    assert message.get_body(("html",)).get_content().split() == email.as_html().split()
    stored = Email.objects.get()
    assert (stored.state, stored.sent_at, stored.attempts, stored.leased_until) == ("sent", now, 1, None)


def test_many_mails_use_one_connection(say, smtp, postman, now):
    for n in range(25):
        say(to=f"a{n}@example.ma")
    assert sending.send_due(now) == 25
    assert postman.connections == 1
    assert sending.send_due(now) == 0
    assert len(set(postman.received())) == len(postman.received()) == 25


def test_without_a_server_the_demo_s_mailbox_takes_everything(say, settings, now):
    settings.EMAIL_URL = ""
    say()
    assert sending.send_due(now) == 1
    assert Email.objects.get().state == "sent"


def test_in_production_without_a_server_mails_wait(say, settings, now):
    settings.EMAIL_URL, settings.DEMO = "", False
    say()
    assert sending.send_due(now) == 0
    assert Email.objects.get().state == "queued"


def test_a_server_that_is_down_delays_all_and_loses_none(say, smtp, postman, now):
    smtp.stop()
    for n in range(5):
        say(to=f"a{n}@example.ma")
    for tick in range(40):
        assert sending.send_due(now + timedelta(minutes=tick)) == 0
    assert set(Email.objects.values_list("state", "attempts", "leased_until")) == {("queued", 0, None)}
    assert Attention.objects.filter(queue="outbox").count() == 0
    sending.send_due(now + timedelta(hours=2))
    sending.send_due(now + timedelta(hours=3))
    assert Attention.objects.filter(queue="outbox").count() == 1
    smtp.start()
    assert sending.send_due(now + timedelta(hours=4)) == 5
    assert len(postman.taken) == 5


@pytest.mark.parametrize(("stage", "answer"), [("RCPT", "451 greylisted"), ("DATA", "452 no room")])
def test_a_temporary_refusal_delays_one_mail_only(say, smtp, postman, now, stage, answer):
    postman.answers[stage, "slow@example.ma"] = answer
    say(to="slow@example.ma")
    say(to="quick@example.ma")
    assert sending.send_due(now) == 1
    slow = Email.objects.get(to="slow@example.ma")
    assert (slow.state, slow.attempts, slow.last_error) == ("queued", 1, answer)
    assert slow.send_after == now + OUTBOX.backoff[0]
    assert sending.send_due(now) == 0
    postman.answers.clear()
    assert sending.send_due(slow.send_after) == 1
    assert set(states().values()) == {"sent"}


@pytest.mark.parametrize(("stage", "answer"), [("RCPT", "550 no such user"), ("DATA", "554 not here")])
def test_a_final_refusal_goes_to_staff(say, smtp, postman, now, stage, answer):
    postman.answers[stage, "gone@example.ma"] = answer
    say(to="gone@example.ma", clause="DN-3.3")
    say(to="here@example.ma")
    assert sending.send_due(now) == 1
    gone = Email.objects.get(to="gone@example.ma")
    assert (gone.state, gone.last_error) == ("failed", answer)
    bounce = Attention.objects.get(queue="bounces")
    assert (bounce.about, bounce.clause, bounce.detail) == ("dom_1", "DN-3.3", answer)
    assert (
        EvidenceRecord.objects.filter(about="dom_1", what="refused", data__email=gone.public_id).count() == 1
    )
    assert outbox.last_sent("dom_1", "expiry") is None


def test_a_refused_mail_without_a_clause_asks_nobody(say, smtp, postman, now):
    postman.answers["RCPT", "gone@example.ma"] = "550 no such user"
    say(to="gone@example.ma")
    sending.send_due(now)
    assert not Attention.objects.exists()


def test_staff_send_a_refused_mail_again(say, smtp, postman, now, act):
    postman.answers["RCPT", "gone@example.ma"] = "550 no such user"
    say(to="gone@example.ma", clause="DN-3.3")
    sending.send_due(now)
    postman.answers.clear()
    send_again(Email.objects.get(), act)
    assert not Attention.objects.filter(closed_at=None).exists()
    assert sending.send_due(act.now) == 1
    assert [message["Message-ID"] for message in postman.taken] == [Email.objects.get().message_id]


def test_temporary_refusals_end_after_days(say, smtp, postman, now):
    postman.answers["RCPT", "full@example.ma"] = "452 mailbox full"
    say(to="full@example.ma", clause="DN-3.3")
    at = now
    for _attempt in range(OUTBOX.give_up_after_attempts):
        sending.send_due(at)
        at = Email.objects.get().send_after
    assert Email.objects.get().state == "failed"
    assert at - now > timedelta(days=4)
    assert Attention.objects.filter(queue="bounces").exists()


def test_a_connection_dropped_after_acceptance_repeats_the_same_message_id(say, smtp, postman, now):
    postman.answers["DATA", "b@example.ma"] = "drop"
    postman.once.add(("DATA", "b@example.ma"))
    for to in ("a@example.ma", "b@example.ma", "c@example.ma"):
        say(to=to)
    assert sending.send_due(now) == 3
    assert postman.received() == ["a@example.ma", "b@example.ma", "b@example.ma", "c@example.ma"]
    assert postman.taken[1]["Message-ID"] == postman.taken[2]["Message-ID"]


def test_a_mail_that_always_breaks_the_connection_stops_no_other(say, smtp, postman, now):
    postman.answers["DATA", "b@example.ma"] = "drop"
    for to in ("a@example.ma", "b@example.ma", "c@example.ma"):
        say(to=to)
    assert sending.send_due(now) == 2
    assert states() == {"a@example.ma": "sent", "b@example.ma": "queued", "c@example.ma": "sent"}


def test_a_server_that_takes_few_mails_per_connection_gets_all(say, smtp, postman, now):
    postman.limit = 3
    for n in range(10):
        say(to=f"a{n}@example.ma")
    assert sending.send_due(now) == 10
    assert postman.connections == 4
    assert set(Email.objects.values_list("attempts", flat=True)) == {1}


def test_a_leased_mail_is_left_alone_until_the_lease_ends(say, smtp, now):
    say()
    [leased] = sending.lease(now)
    assert sending.send_due(now) == 0
    assert sending.send_due(now + OUTBOX.lease) == 1
    assert leased.message_id == Email.objects.get().message_id


def test_a_mail_waits_for_its_document(say, smtp, postman, now, monkeypatch):
    ready = {}
    monkeypatch.setattr(outbox, "_sources", {})
    outbox.attachment_source("pro", ready.get)
    say(to="a@example.ma", attachments=["pro_1"])
    say(to="b@example.ma")
    assert sending.send_due(now) == 1
    assert states() == {"a@example.ma": "queued", "b@example.ma": "sent"}
    ready["pro_1"] = outbox.Attachment("proforma.pdf", b"%PDF-1.7 \xff\x00")
    assert sending.send_due(now) == 1
    [file] = postman.taken[-1].iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "proforma.pdf",
        "application/pdf",
        b"%PDF-1.7 \xff\x00",
    )


def test_a_document_that_cannot_be_read_delays_its_mail_only(say, smtp, now, monkeypatch):
    def broken(public_id):
        raise OSError("disk")

    monkeypatch.setattr(outbox, "_sources", {})
    outbox.attachment_source("pro", broken)
    say(to="a@example.ma", attachments=["pro_1"])
    say(to="b@example.ma")
    assert sending.send_due(now) == 1
    assert Email.objects.get(to="a@example.ma").last_error == "OSError: disk"


def test_an_international_address_is_written_in_ascii(say, smtp, postman, now):
    say(to="amina@exemple-société.ma")
    say(to="aminé@example.ma", clause="DN-3.3")
    assert sending.send_due(now) == 1
    assert postman.received() == ["amina@xn--exemple-socit-mhbb.ma"]
    assert Email.objects.get(state="failed").to == "aminé@example.ma"


@pytest.fixture
def hooks(monkeypatch):
    monkeypatch.setattr(outbox, "_hooks", outbox.defaultdict(list))
    called = []
    outbox.when_sent(
        "notifications.trial", lambda email, act: called.append((email.key, email.sent_at, act.now))
    )
    return called


def test_a_hook_acts_with_the_sending(say, smtp, postman, now, hooks):
    postman.answers["RCPT", "slow@example.ma"] = "451 later"
    say(key="k")
    say(key="l", to="slow@example.ma")
    sending.send_due(now)
    sending.send_due(now)
    assert hooks == [("k", now, now)]


def test_a_hook_that_fails_sends_nothing_twice(say, smtp, postman, now, hooks):
    def broken(email, act):
        Attention.objects.create(key="half", queue="x", about="x", title="x", opened_at=act.now)
        raise RuntimeError("no")

    outbox.when_sent("notifications.trial", broken)
    say()
    assert sending.send_due(now) == 1
    assert (Email.objects.get().state, len(postman.taken)) == ("sent", 1)
    assert list(Attention.objects.values_list("queue", "detail")) == [("set_aside", "RuntimeError: no")]


def test_a_sender_the_server_does_not_want_delays_all(say, smtp, postman, now):
    async def refuse(server, session, envelope, address, options):
        return "550 who are you"

    postman.handle_MAIL = refuse
    say()
    assert sending.send_due(now) == 0
    assert Email.objects.get().state == "queued"


def test_the_rest_of_a_slow_batch_is_leased_anew(say, smtp, postman, now, monkeypatch):
    readings, batches, lease = iter([0, 1, OUTBOX.patience + 1, 0, 1]), [], sending.lease

    def watched(*args):
        batches.append([mail.to for mail in lease(*args)])
        return list(Email.objects.filter(to__in=batches[-1]).order_by("pk"))

    monkeypatch.setattr(sending, "monotonic", lambda: next(readings))
    monkeypatch.setattr(sending, "lease", watched)
    for to in ("a@b.ma", "c@d.ma", "e@f.ma"):
        say(to=to)
    assert sending.send_due(now) == 3
    assert batches == [["a@b.ma", "c@d.ma", "e@f.ma"], ["e@f.ma"], []]


def test_the_commit_knocks_once_for_many_mails(say, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr("notifications.wake.current_app.send_task", lambda name, **how: woken.append(name))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic(), unit_of_work.gathered():
        for n in range(3):
            say(to=f"a{n}@example.ma")
    assert woken == ["notifications.tasks.send_outbox"]


def test_without_a_broker_the_commit_stands(say, monkeypatch, django_capture_on_commit_callbacks):
    def no_broker(name, **how):
        raise ConnectionError("nobody there")

    monkeypatch.setattr("notifications.wake.current_app.send_task", no_broker)
    with django_capture_on_commit_callbacks(execute=True):
        say()
    assert Email.objects.count() == 1
