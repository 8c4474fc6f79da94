"""A server cut off by us: told, corrected, restored; or terminated by two people (SRV-6.2, SRV-7.1.3, C-29)."""

from datetime import date, timedelta

import pytest

from billing import ordering, payments
from billing.models import OrderLine
from core import clock, worker
from core.models import Attention
from core.transitions import NotAllowed
from notifications.models import Email
from servers.ending import decisions
from servers.flows import servers
from servers.managing import acts
from servers.models import Server
from tests.servers_at_work import ORDERED, a_server, act, again, bought, breaches, guest, live_through, mails

pytestmark = pytest.mark.django_db
LATER = ORDERED + timedelta(hours=1)


@pytest.fixture
def server(customer):
    return a_server(customer)


def verb(verb_name: str, server: Server, now=LATER, who: str = "usr_staff", **facts) -> Server:
    servers.verbs[verb_name](again(server), act(now, who), **facts)
    worker.settle(now)
    return again(server)


def test_a_server_cut_off_is_told_at_once_and_its_machine_stops(server):
    server = verb("suspend", server, ground="security", text="Your server attacks others.")
    assert (server.state, guest(server).power) == ("suspended", "stopped")
    assert mails(server)[-1] == "servers.suspended"
    assert "Your server attacks others." in Email.objects.latest("pk").text
    with pytest.raises(NotAllowed):
        acts.ask_power(server, act(LATER), kind="start")


def test_corrected_goes_on_top_of_the_list_with_its_clock_and_is_restored(server):
    verb("suspend", server, ground="security", text="Attacks.")
    server = verb("say_corrected", server, who="usr_customer", what="removed the script")
    assert Attention.objects.get(queue="server_restores").clause == "SRV-6.2.1"
    live_through(LATER + timedelta(hours=2))
    assert breaches(server) == [("late_restore", "SRV-6.2.1")]
    server = verb("restore", server, LATER + timedelta(hours=3))
    assert (server.state, guest(server).power, server.suspended_for) == ("active", "running", "")
    assert mails(server)[-3:] == ["servers.suspended", "servers.corrected", "servers.restored"]


def test_not_corrected_says_what_is_left_and_the_clock_stops(server):
    verb("suspend", server, ground="abuse", text="Spam.")
    verb("say_corrected", server, what="done")
    server = verb("not_corrected", server, text="The queue still holds 4 000 mails.")
    live_through(LATER + timedelta(hours=5))
    assert not breaches(server)
    assert mails(server)[-1] == "servers.not_corrected"
    verb("say_corrected", server, LATER + timedelta(hours=6), what="queue emptied")


def test_only_an_authority_delays_the_word_and_then_it_is_given(server):
    until = date(2026, 12, 5)
    with pytest.raises(NotAllowed):
        verb("suspend", server, ground="security", text="x", gag_until=until)
    server = verb("suspend", server, ground="authority", text="By order of the court.", gag_until=until)
    assert "servers.suspended" not in mails(server)
    live_through(clock.at_local(date(2026, 12, 5), 23))
    assert "servers.suspended" not in mails(server)
    live_through(clock.at_local(date(2026, 12, 6), 1))
    assert "servers.suspended" in mails(server)


def test_a_termination_takes_two_people_and_pays_nothing_back(customer, owner):
    server = bought(customer, owner)
    verb("enter_decision", server, who="usr_one", ground="aup_breach", detail="Spam, three times.")
    decision = server.decisions.get()
    with pytest.raises(NotAllowed) as refusal:
        decisions.execute(decision, act(LATER, "usr_one"))
    assert refusal.value.clause == "SRV-7.1.3"
    decisions.execute(decision, act(LATER, "usr_two"))
    worker.settle(LATER)
    server = again(server)
    assert (server.state, server.ended_by) == ("terminated", "decision")
    assert guest(server).destroyed_at
    assert OrderLine.objects.get(public_id=server.line).credit_note is None
    assert mails(server)[-1] == "servers.terminated"
    assert not server.codes.exclude(sealed=None).exists()


def test_an_abandoned_server_whose_payment_is_on_its_way_is_not_terminated(customer, owner):
    server = bought(customer, owner)
    late = clock.at_local(date(2027, 1, 21), 9)
    live_through(late)
    payments.say_sent(
        ordering.open_proposal(server.public_id), act(late), late.date(), b"%PDF-1.7 a slip %%EOF"
    )
    with pytest.raises(NotAllowed):
        decisions.execute(server.decisions.get(), act(late, "usr_two"))
    assert again(server).state == "suspended"


def test_degraded_is_on_its_pages_as_long_as_it_lasts(customer, owner, client_of):
    with clock.frozen(LATER):
        server = bought(customer, owner)
        verb("flag_degraded", server, note="Runs at Nouaceur 2 after a fire alarm.")
        url, client = server.get_absolute_url(), client_of(owner)
        assert "Runs at Nouaceur 2" in client.get(url).content.decode()
        verb("clear_degraded", server)
        assert "Runs at Nouaceur 2" not in client.get(url).content.decode()
    assert mails(server)[-2:] == ["servers.degraded", "servers.recovered"]
