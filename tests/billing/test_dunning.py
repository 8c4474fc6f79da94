"""The ladder of what is paid by the period: literal calendars, what staff change, pauses; no name dies of it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from billing import disputes, dunning, payments
from billing.dunning import book, pausing
from billing.models import DunningPause, Ladder, Payment, Proforma
from core import clock
from core.transitions import NotAllowed
from servers.flows import servers
from tests import hosting, names, servers_at_work
from tests.hosting import act, again
from web_hosting.flows import accounts
from web_hosting.flows import decisions as flow
from web_hosting.models import HostingDecision

pytestmark = pytest.mark.django_db
J0 = date(2027, 11, 22)  # of a year that begins on 22 November 2026
ABOUT = "hos_1"


@pytest.fixture(autouse=True)
def read_anew():
    """Each test reads the ladders of its own database."""
    book.forget()
    with translation.override("en"):
        yield
    book.cache.delete(book.VERSION)


def on(year: int, month: int, day: int, hour: int = 9):
    return clock.at_local(date(year, month, day), hour)


def told(family: str, cycle: int = 12, product: str = "any") -> list[str]:
    """The ladder of a thing as staff read it: reminder, suspension, last warning, end."""
    return [str(day) for day in dunning.calendar(family, product, ABOUT, J0, cycle)]


def ladder(family: str = "hosting", starts_on: date = date(2027, 1, 1), **rungs) -> Ladder:
    row = Ladder.objects.create(family=family, starts_on=starts_on, reason="trial", **{"end": 30} | rungs)
    book.forget()
    return row


def paused(first: str, last: str | None, customer) -> None:
    ends = last and date.fromisoformat(last)
    facts = {"ground": "dispute", "reason": "trial", "entered_at": on(2027, 1, 1), "entered_by": "usr_test"}
    DunningPause.objects.create(
        customer=customer, about=ABOUT, starts_on=date.fromisoformat(first), ends_on=ends, **facts
    )
    book.forget()


# --- the days -----------------------------------------------------------------------------------------------
DEFAULTS = [
    ("server", 12, ["2027-11-19", "2027-11-25", "2027-12-12", "2027-12-22"]),
    ("server", 1, ["2027-11-19", "2027-11-25", "2027-12-12", "2027-12-22"]),
    ("hosting", 12, ["2027-11-15", "2027-11-25", "None", "2027-12-22"]),
    ("hosting", 1, ["2027-11-19", "2027-11-25", "None", "2027-12-22"]),
    ("outsourcing", 1, ["None", "None", "None", "2027-11-25"]),
]


@pytest.mark.parametrize(("family", "cycle", "days_told"), DEFAULTS)
def test_the_default_ladder_of_each_family(family, cycle, days_told):
    assert told(family, cycle) == days_told


def test_domain_names_have_no_ladder():
    with pytest.raises(KeyError):
        dunning.calendar("domain", "domain.com", "dom_1", J0)


def test_staff_set_a_familys_ladder_from_a_day_and_a_products_own_before_it(catalogue):
    ladder(suspend=10, end=60)
    assert told("hosting") == ["None", "2027-12-02", "None", "2028-01-21"]
    assert told("server")[1] == "2027-11-25", "another family"
    ladder(product=catalogue, suspend=0, end=40)
    assert told("hosting", product="domain.com")[1:] == ["2027-11-22", "None", "2028-01-01"]
    assert [str(day) for day in dunning.calendar("hosting", "any", ABOUT, date(2026, 12, 31))][
        1
    ] == "2027-01-03"


PAUSES = [
    ("none after the end", "2028-01-01", "2028-02-01", ["2027-11-25", "2027-12-22"]),
    ("five days before the suspension", "2027-11-23", "2027-11-27", ["2027-11-30", "2027-12-27"]),
    ("five days after it", "2027-12-01", "2027-12-05", ["2027-11-25", "2027-12-27"]),
    ("one that began before J0", "2027-11-01", "2027-11-24", ["2027-11-27", "2027-12-24"]),
    ("one that is over before J0", "2027-11-01", "2027-11-22", ["2027-11-25", "2027-12-22"]),
    ("an open one", "2027-11-24", None, ["None", "None"]),
    ("an open one after the suspension", "2027-12-01", None, ["2027-11-25", "None"]),
]


@pytest.mark.parametrize(("case", "first", "last", "rungs"), PAUSES, ids=[case for case, *_ in PAUSES])
def test_paused_days_do_not_count(customer, case, first, last, rungs):
    paused(first, last, customer)
    told_days = told("hosting")
    assert [told_days[1], told_days[3]] == rungs


# --- lives --------------------------------------------------------------------------------------------------
def test_a_disputed_hosting_waits_and_is_suspended_when_the_days_count_again(customer, owner):
    """C-13: paused on J+1 for ten days, suspended ten days later, listed ten days later."""
    account = hosting.an_account(customer, owner, cycle=1)
    names.live_through(on(2026, 12, 23))
    row = pausing.pause(account.public_id, act(on(2026, 12, 23)), "dispute")
    names.live_through(on(2027, 1, 2))
    assert again(account).state == "active"
    pausing.end(row, act(on(2027, 1, 2)))
    names.live_through(on(2027, 2, 2))
    assert [what for what in hosting.calendar(account) if what[1] in ("suspending", "suspended")] == [
        ("2027-01-04", "suspending", "HD-3.3"),
        ("2027-01-04", "suspended", "HD-4.2"),
        ("2027-01-04", "suspended", "HD-3.3"),
    ]
    assert clock.local_date(HostingDecision.objects.get().entered_at) == date(2027, 1, 31)


def test_a_contested_payment_lets_the_ladder_stand_still_until_the_dispute_is_won(customer, owner):
    """C-13: the pause is the dispute's own; one that a person entered outlives it."""
    account, other = hosting.an_account(customer, owner, cycle=1), on(2026, 12, 20)
    payment = Payment.objects.filter(proforma__lines__public_id=account.line).get()
    Payment.objects.filter(pk=payment.pk).update(method="cmi")
    payment.refresh_from_db()
    disputes.dispute(payment, act(on(2026, 12, 10)).because("The bank says so."))
    row = DunningPause.objects.get()
    assert (row.about, row.ground, row.ends_on) == (account.public_id, "dispute", None)
    disputes.dispute_won(payment, act(on(2026, 12, 15)))
    assert DunningPause.objects.get().ends_on == date(2026, 12, 14)
    agreed = pausing.pause(account.public_id, act(other), "agreement")
    disputes.dispute(payment, act(other).because("Once more."))
    disputes.dispute_won(payment, act(other))
    assert DunningPause.objects.filter(ends_on=None).get() == agreed


def test_a_declared_payment_that_is_checked_holds_the_ladder_and_a_rejected_one_lets_it_go_on(
    customer, owner
):
    account = hosting.an_account(customer, owner, cycle=1)
    names.live_through(on(2026, 12, 24))
    proforma = Proforma.objects.get(state="issued")
    payment = payments.say_sent(proforma, act(on(2026, 12, 24)), date(2026, 12, 24), b"%PDF-1.7 a slip")
    names.live_through(on(2026, 12, 28))
    assert again(account).state == "active"
    payments.flow.verbs["reject"](payment, act(on(2026, 12, 28)))
    names.live_through(on(2026, 12, 29))
    assert again(account).state == "suspended"


def test_an_unpaid_hosting_never_takes_the_name_with_it(customer, owner):
    """C-13: the space is ended for good; the name is paid, registered and answers as before."""
    domain = names.registered("argan.com", date(2029, 1, 1), customer)
    account = hosting.an_account(customer, owner, cycle=1, domain="argan.com")
    names.live_through(on(2027, 1, 22))
    decision = HostingDecision.objects.get()
    flow.verbs["notice"](decision, act(on(2027, 1, 22), "usr_one"), ends_on=date(2027, 2, 1))
    names.live_through(on(2027, 2, 2))
    decision.refresh_from_db()
    flow.verbs["execute"](decision, act(on(2027, 2, 2), "usr_two"))
    names.live_through(on(2027, 3, 10))
    domain.refresh_from_db()
    assert again(account).state == "terminated"
    assert (domain.state, domain.paid_through) == ("registered", date(2029, 1, 1))


def test_the_immediate_right_is_a_persons_act_after_the_term_and_never_before(customer, owner):
    account = hosting.an_account(customer, owner, cycle=1)
    names.live_through(on(2026, 12, 22))
    with pytest.raises(NotAllowed, match="paid"):
        accounts.verbs["suspend_at_once"](again(account), act(on(2026, 12, 22)))
    names.live_through(on(2026, 12, 23))
    accounts.verbs["suspend_at_once"](
        again(account), act(on(2026, 12, 23), "usr_staff", "third unpaid period")
    )
    names.live_through(on(2026, 12, 24))
    assert again(account).state == "suspended"


def test_a_server_follows_the_ladder_that_staff_have_set(customer):
    ladder("server", reminder=5, suspend=1, warning=5, end=15)
    server = servers_at_work.a_server(customer, on(2026, 11, 22, 10))
    assert server.dunning.suspend_on == date(2026, 12, 25), "the default: its term ends before"
    server = servers_at_work.a_server(customer, on(2027, 1, 10, 10), name="srv2.example.ma")
    servers_at_work.live_through(on(2027, 3, 1))
    assert [row for row in servers_at_work.calendar(server) if row[0] > "2027-02-01"] == [
        ("2027-02-05", "servers.term_notice J-5", "HD-6.2"),
        ("2027-02-10", "servers.term_notice J0", "HD-6.2"),
        ("2027-02-11", "suspended", "HD-3.3"),
        ("2027-02-11", "servers.suspended", "HD-3.3"),
        ("2027-02-15", "servers.abandonment", "HD-3.4"),
    ]
    assert clock.local_date(server.decisions.get().entered_at) == date(2027, 2, 25)


def test_a_paused_server_is_drawn_without_what_would_follow_and_is_suspended_by_hand_only(customer):
    server = servers_at_work.a_server(customer, on(2026, 11, 22, 10))
    pausing.pause(server.public_id, act(on(2026, 12, 1)), "agreement")
    servers_at_work.live_through(on(2027, 3, 1))
    server = servers_at_work.again(server)
    assert server.state == "active"
    servers.verbs["suspend_at_once"](server, act(on(2027, 3, 1), "usr_staff", "the agreement is broken"))
    assert server.state == "suspended"


def test_a_thing_is_paused_once_and_only_what_has_a_ladder(customer, owner):
    account = hosting.an_account(customer, owner, cycle=12)
    pausing.pause(account.public_id, act(on(2027, 1, 1)), "hold")
    with pytest.raises(NotAllowed, match="paused already"):
        pausing.pause(account.public_id, act(on(2027, 1, 2)), "hold")
    with pytest.raises(NotAllowed, match="dom_1"):
        pausing.pause("dom_1", act(on(2027, 1, 2)), "hold")


# --- the desk -----------------------------------------------------------------------------------------------
def test_staff_set_a_ladder_for_periods_far_enough_and_with_time_after_the_warning(client_of, staff_user):
    desk, add = client_of(staff_user), reverse("admin:billing_ladder_add")
    form = {
        "family": "server",
        "starts_on": "2027-03-01",
        "suspend": 5,
        "warning": 20,
        "end": 30,
        "reason": "softer",
    }
    with clock.frozen(on(2027, 1, 10)):
        assert desk.post(add, form | {"starts_on": "2027-02-01"}).status_code == 200
        assert desk.post(add, form | {"warning": 25}).status_code == 200
        assert desk.post(add, form | {"suspend": 40}).status_code == 200
        assert not Ladder.objects.exists()
        assert desk.post(add, form).status_code == 302
    assert told("server")[1] == "2027-11-27"


def test_staff_pause_and_let_the_days_count_again(client_of, staff_user, customer, owner):
    account = hosting.an_account(customer, owner, cycle=1)
    desk = client_of(staff_user)
    with clock.frozen(on(2026, 12, 23)):
        form = {
            "about": account.public_id,
            "ground": "agreement",
            "ends_on": "",
            "reason": "pays in two parts",
        }
        desk.post(reverse("admin:billing_dunningpause_add"), form)
        row = DunningPause.objects.get()
        assert again(account).dunning.suspend_on is None
    with clock.frozen(on(2026, 12, 30)):
        verb = reverse("admin:billing_dunningpause_verb", args=[row.pk, "resume"])
        desk.post(verb, {"reason": "not kept"})
    assert again(account).dunning.suspend_on == date(2027, 1, 1)
