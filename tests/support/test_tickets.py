"""Tickets: two dates for the answer (C-20), the pause, the silence, the word that opens again (HD-2.4)."""

from datetime import date, timedelta

import pytest

from core import worker
from core.clock import at_local
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from core.workdays import seed_holidays
from notifications.models import Email
from support import tickets
from support.models import Message, Pause
from tests.helpdesk import MANAGED, NOON, OUTSOURCING, SERVER, a_ticket, act, again, covered, local

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def holidays(db):
    seed_holidays(range(2026, 2028))


# Written (Morocco) → the company's own date, Monday–Saturday; the contract's, Monday–Friday (facts F).
ANSWERS = [
    (date(2026, 11, 16), "2026-11-19", "2026-11-19"),  # Monday; Wednesday 18 November is a holiday
    (date(2026, 11, 20), "2026-11-23", "2026-11-24"),  # Friday
    (date(2026, 11, 21), "2026-11-24", "2026-11-24"),  # Saturday
    (date(2026, 11, 22), "2026-11-24", "2026-11-24"),  # Sunday
    (date(2026, 12, 30), "2027-01-02", "2027-01-04"),  # Wednesday; Friday 1 January is a holiday
]


@pytest.mark.parametrize(("day", "target", "due"), ANSWERS)
def test_an_answer_is_due_in_two_working_days_on_both_calendars(customer, day, target, due):
    ticket = a_ticket(customer, local(day, 10))
    assert (ticket.answer_target_at.date().isoformat(), ticket.answer_due_at.date().isoformat()) == (
        target,
        due,
    )
    assert ticket.answer_clause == "C-16"


def test_the_life_of_a_request_that_nobody_answers(customer):
    ticket = a_ticket(customer, local(date(2026, 11, 20), 10))
    seen = []
    for day in range(21, 27):
        worker.settle(at_local(date(2026, 11, day), 12))
        late = EvidenceRecord.objects.filter(about=ticket.public_id, kind="breach").count()
        seen.append((day, Attention.objects.filter(about=ticket.public_id).count(), late))
    assert seen == [(21, 1, 0), (22, 1, 0), (23, 1, 0), (24, 2, 0), (25, 3, 1), (26, 3, 1)]
    assert EvidenceRecord.objects.get(about=ticket.public_id, kind="breach").clause == "C-16"


def test_an_answer_in_time_leaves_no_breach_and_closes_the_work_items(customer, staff_user):
    ticket = a_ticket(customer)
    tickets.reply(ticket, "We look into it.", act(NOON + HOUR, staff_user.public_id), by_staff=True)
    worker.settle(NOON + 10 * DAY)
    ticket = again(ticket)
    assert (ticket.state, ticket.first_answer_at, ticket.assignee) == ("open", NOON + HOUR, staff_user)
    assert not EvidenceRecord.objects.filter(kind="breach").exists()
    assert not Attention.objects.filter(about=ticket.public_id, closed_at=None).exists()


def test_the_outsourcing_contract_names_its_own_clause(customer):
    covered(customer, OUTSOURCING)
    assert a_ticket(customer, about=SERVER).answer_clause == "HD-2.3.2(2)"


def test_every_word_of_the_customer_is_owed_an_answer_counted_from_the_first_unanswered_one(
    customer, staff_user
):
    ticket = a_ticket(customer)
    tickets.reply(ticket, "more", act(NOON + DAY))
    assert again(ticket).awaiting_since == NOON
    tickets.reply(again(ticket), "answer", act(NOON + DAY + HOUR, staff_user.public_id), by_staff=True)
    assert again(ticket).awaiting_since is None
    tickets.reply(again(ticket), "and this?", act(NOON + 2 * DAY))
    assert again(ticket).awaiting_since == NOON + 2 * DAY


def test_waiting_for_the_customer_stops_the_clock_of_the_resolution(customer, staff_user):
    covered(customer, MANAGED)
    ticket = a_ticket(customer, about=SERVER)
    assert ticket.resolve_due_at == NOON + 4 * HOUR
    tickets.reply(ticket, "Which page?", act(NOON + HOUR, staff_user.public_id), by_staff=True, waiting=True)
    worker.settle(NOON + 3 * DAY)
    assert again(ticket).state == "waiting_customer"
    tickets.reply(again(ticket), "All of them.", act(NOON + 3 * DAY))
    ticket = again(ticket)
    assert (ticket.state, ticket.paused_for) == ("open", 3 * DAY - HOUR)
    assert ticket.resolve_due_at == NOON + 3 * DAY + 3 * HOUR
    assert Pause.objects.get(about=ticket.public_id).reason == "Which page?"
    worker.settle(NOON + 3 * DAY + 3 * HOUR)
    breach = EvidenceRecord.objects.get(about=ticket.public_id, kind="breach")
    assert (breach.what, breach.clause) == ("resolution_late", "SRV-A2-2.4(2)")


def test_a_customer_who_does_not_answer_is_reminded_once(customer, staff_user):
    ticket = a_ticket(customer)
    tickets.reply(ticket, "Which page?", act(NOON, staff_user.public_id), by_staff=True, waiting=True)
    worker.settle(NOON + 5 * DAY - HOUR)
    assert not Email.objects.filter(kind="support.ticket_reminder").exists()
    worker.settle(NOON + 30 * DAY)
    mail = Email.objects.get(kind="support.ticket_reminder")
    assert mail.clause == "SSL-10.2"


def test_a_resolved_request_closes_after_seven_days_and_a_word_opens_it_again(customer, staff_user):
    ticket = a_ticket(customer)
    tickets.resolve(ticket, act(NOON + HOUR, staff_user.public_id), body="Repaired.")
    worker.settle(NOON + HOUR + 7 * DAY - HOUR)
    assert again(ticket).state == "resolved"
    worker.settle(NOON + HOUR + 7 * DAY)
    assert again(ticket).state == "closed"
    tickets.reply(again(ticket), "It is back.", act(NOON + 20 * DAY))
    assert (again(ticket).state, again(ticket).resolved_at) == ("open", None)


def test_a_request_closed_long_ago_stays_closed(customer):
    ticket = a_ticket(customer)
    tickets.close(ticket, act(NOON))
    with pytest.raises(NotAllowed):
        tickets.reply(ticket, "again", act(NOON + 31 * DAY))


def test_an_internal_note_is_no_answer_and_no_mail(customer, staff_user):
    ticket = a_ticket(customer)
    mails = Email.objects.count()
    tickets.note(ticket, act(NOON + HOUR, staff_user.public_id), body="He called twice.")
    assert again(ticket).awaiting_since == NOON
    assert Email.objects.count() == mails
    assert [m.kind for m in ticket.messages.shown()] == ["customer"]
    assert Message.objects.filter(kind="note").count() == 1


@pytest.mark.parametrize("body", ["", "   \n", "x" * 20_001])
def test_nothing_and_too_much_are_refused_in_words(customer, body):
    with pytest.raises(NotAllowed) as refusal:
        a_ticket(customer, body=body)
    assert refusal.value.message


def test_a_request_about_another_customers_service_is_refused(customer, other_customer):
    covered(customer)
    with pytest.raises(NotAllowed):
        a_ticket(other_customer, about=SERVER)


def test_who_wrote_is_written_to_and_the_account_where_nobody_of_it_did(
    customer, owner, colleague, staff_user
):
    ticket = a_ticket(customer, user=owner)
    tickets.reply(ticket, "me too", act(NOON, colleague.public_id))
    tickets.reply(again(ticket), "answer", act(NOON + HOUR, staff_user.public_id), by_staff=True)
    told = Email.objects.filter(kind="support.ticket_answered").values_list("to", flat=True)
    assert sorted(told) == ["owner@argan.example", "tech@argan.example"]
    phoned = a_ticket(customer, user=staff_user, channel="phone", author_name="M. Bennani")
    assert Email.objects.get(about=phoned.public_id).to == customer.billing_email
    assert (phoned.channel, phoned.messages.get().author_name) == ("phone", "M. Bennani")
