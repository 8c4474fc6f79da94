"""Two people, or two mail servers, at the same instant: the cap holds, one message is one word (guard 15)."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from core.transitions import NotAllowed
from support import coverage, hours, tickets
from support.mail_in import taking
from support.models import Coverage, IncomingMail, Ticket, WorkEntry
from tests.helpdesk import MANAGED, NOON, SERVER, a_ticket, act, again, covered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time"),
]
SUPPORT = "support@atlas-nuage.example"


def together(n: int, deed) -> list:
    """The same deed by n threads; what each of them came to."""
    start, found = threading.Barrier(n), []

    def run(which: int) -> None:
        try:
            start.wait()
            found.append(deed(which))
        except NotAllowed as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_eight_who_log_the_last_minutes_at_once_do_not_pass_the_cap(customer):
    covered(customer, MANAGED)
    found = together(8, lambda n: hours.log(SERVER, 50, act(), what=f"work {n}"))
    assert len([f for f in found if isinstance(f, WorkEntry)]) == 2
    assert hours.balance(SERVER, NOON.date()).used == 100


def test_a_service_covered_twice_at_once_has_one_open_row(customer):
    together(6, lambda n: coverage.cover(customer, SERVER, "s1", "server", MANAGED, act()))
    assert Coverage.objects.filter(until=None).count() == 1


def test_the_same_message_from_two_servers_at_once_is_one_request(owner, customer):
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True)
    raw = f"From: {owner.email}\r\nMessage-ID: <one@x>\r\nSubject: Slow\r\n\r\nVery slow.".encode()
    found = together(6, lambda n: taking.take(raw, act(NOON, "mail"), "x@mail.example", (SUPPORT,)))
    assert {mail.mail_id for mail in found} == {"<one@x>"}
    assert IncomingMail.objects.count() == Ticket.objects.count() == 1


def test_two_answers_at_once_both_stand_and_the_clock_stops_once(customer, staff_user):
    ticket = a_ticket(customer)
    by = act(NOON, staff_user.public_id)
    together(4, lambda n: tickets.answer(again(ticket), by, body=f"answer {n}", waiting=True))
    assert again(ticket).state == "waiting_customer"
    assert ticket.messages.filter(kind="staff").count() == 4
