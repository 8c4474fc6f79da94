"""The outbox: a mail is written once, with its cause, and never changes."""

import pytest
from django.db import transaction

from core import unit_of_work
from core.acts import Act
from core.models import EvidenceRecord
from notifications import outbox
from notifications.models import Email, Immutable
from notifications.rendering import HeaderInjection, MissingVariable
from notifications.sending import send_due

pytestmark = pytest.mark.django_db


def test_a_mail_is_stored_with_its_evidence(say, now):
    email = say(clause="DN-3.3", series="expiry", act=Act(now, "usr_1"))
    stored = Email.objects.get()
    assert (stored.public_id, stored.state, stored.clause) == (email.public_id, "queued", "DN-3.3")
    proof = EvidenceRecord.objects.get(about="dom_1")
    assert (proof.kind, proof.what, proof.clause, proof.actor) == (
        "notice",
        "notifications.trial",
        "DN-3.3",
        "usr_1",
    )
    said = {"to": "amina@example.ma", "email": stored.public_id, "words": stored.words()}
    assert proof.data == said


def test_the_same_key_twice_is_one_mail_and_one_proof(say):
    first = say(key="k")
    say(key="k", to="other@example.ma")
    assert [mail.public_id for mail in Email.objects.all()] == [first.public_id]
    assert EvidenceRecord.objects.count() == 1


def test_the_same_key_twice_in_one_unit_of_work(say):
    with transaction.atomic(), unit_of_work.gathered():
        say(key="k")
        say(key="k", to="other@example.ma")
        say(key="l")
    assert sorted(Email.objects.values_list("key", "to")) == [
        ("k", "amina@example.ma"),
        ("l", "amina@example.ma"),
    ]
    assert EvidenceRecord.objects.count() == 2


def test_a_mail_vanishes_with_its_cause(say):
    with transaction.atomic():
        say()
        transaction.set_rollback(True)
    assert not Email.objects.exists()


def test_without_a_thing_there_is_no_proof(say):
    say(about="")
    assert Email.objects.count() == 1
    assert not EvidenceRecord.objects.exists()


@pytest.mark.parametrize("change", [{"text": "x"}, {"subject": "x"}, {"to": "x@y.ma"}, {"key": "x"}])
def test_words_never_change(say, change):
    say()
    with pytest.raises(Immutable):
        Email.objects.update(**change)


def test_a_mail_is_never_saved_again_or_deleted(say):
    email = say()
    for forbidden in (email.save, email.delete, Email.objects.all().delete):
        with pytest.raises(Immutable):
            forbidden()


@pytest.mark.parametrize(
    "to",
    [
        "a@b.ma\nBcc: x@y.ma",
        "a@b.ma\r\nX: y",
        "a@b.ma, x@y.ma",
        "Amina <a@b.ma>",
        "a b@c.ma",
        "nobody",
        "a@b@c.ma",
        "",
    ],
)
def test_an_address_is_one_address(say, to):
    with pytest.raises(HeaderInjection):
        say(to=to, key="k")
    assert not Email.objects.exists()


@pytest.mark.parametrize("name", ["x\nBcc: a@b.ma", "x\r\n\r\n<script>", "x\u2028y", "x\0y"])
def test_a_subject_is_one_line(say, name):
    with pytest.raises(HeaderInjection):
        say(context={"name": name})


def test_a_missing_value_is_refused(now):
    words = {"to": "a@b.ma", "language": "fr", "about": "dom_1", "key": "k", "now": now}
    with pytest.raises(MissingVariable):
        outbox.queue("notifications.trial", context={"name": "Amina"}, **words)


def test_an_unknown_language_becomes_french(say):
    assert say(language="de").language == "fr"


def test_what_was_sent_of_a_series(say, now):
    say(key="a", series="expiry")
    say(key="b", series="expiry", to="other@example.ma")
    assert (outbox.last_sent("dom_1", "expiry"), outbox.sent_at("dom_1", "expiry")) == (None, [])
    send_due(now)
    say(key="c", series="expiry")
    assert outbox.sent_series("dom_1", "expiry") == [("a", now), ("b", now)]
    assert outbox.sent_at("dom_1", "expiry") == [now, now]
    assert outbox.last_sent("dom_1", "expiry") == now
    assert outbox.last_sent("dom_1", "redemption") is None


def test_a_batch_costs_a_fixed_number_of_queries(say, django_assert_max_num_queries):
    with django_assert_max_num_queries(8), transaction.atomic(), unit_of_work.gathered():
        for n in range(50):
            say(key=f"k{n}", about=f"dom_{n}")
    assert Email.objects.count() == 50
