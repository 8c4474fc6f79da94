"""What will happen: the same schedules, for a service, a customer, the company; at any day; in a calendar."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from contracts import calendars
from contracts.models import CalendarFeed
from core import belongings, clock, forecast
from core.acts import Act
from core.terms import FORECAST
from domains.models import Domain
from tests import certificates, names
from tests.laws import estate
from tests.laws.estate import NOW

pytestmark = pytest.mark.django_db
UNTIL = NOW + FORECAST.window


@pytest.fixture(autouse=True)
def today():
    cache.clear()
    with clock.frozen(NOW):
        yield


@pytest.fixture
def argan(customer) -> Domain:
    """A name that expires in the middle of the sixty days."""
    return names.registered("argan.com", date(2026, 12, 20), customer)


CALENDAR = [
    (date(2026, 12, 10), "DN-3.3"),
    (date(2026, 12, 13), "C-04"),
    (date(2026, 12, 20), "C-04"),
    (date(2026, 12, 21), "DN-5.2"),
    (date(2026, 12, 25), "DN-3.3"),
]


def test_the_forecast_of_a_name_is_its_own_calendar(argan):
    found = [(clock.local_date(item.at), item.clause) for item in forecast.of_thing(argan, NOW, UNTIL)]
    assert [row for row in CALENDAR if row in found] == CALENDAR
    assert found == sorted(found, key=lambda row: row[0])


def test_at_another_day_the_window_moves(argan, client_of, owner):
    page = client_of(owner).get(
        reverse("contracts:forecast_of", args=[argan.public_id]), {"on": "2027-01-20"}
    )
    days = [clock.local_date(item.at) for item in page.context["items"]]
    assert days
    assert min(days) >= date(2027, 1, 20)
    assert client_of(owner).get(reverse("contracts:forecast"), {"on": "never"}).status_code == 200


def test_a_customer_sees_all_his_services_and_no_others(argan, other_customer, client_of, owner):
    certificates.an_issued(argan.customer, NOW, "www.argan.example.ma")
    names.registered("zellige.com", date(2026, 12, 20), other_customer)
    page = client_of(owner).get(reverse("contracts:forecast")).content.decode()
    assert "argan.com" in page
    assert "zellige.com" not in page
    assert "DN-5.2" in page


def test_the_company_sees_everything_counted_by_clause(argan, other_customer, client_of, staff_user):
    names.registered("zellige.com", date(2026, 12, 20), other_customer)
    outlook = forecast.of_company(NOW, UNTIL)
    assert ("DN-5.2", 2) in {(clause, n) for clause, _, n in outlook.counts}
    assert not [
        words for _, words, _ in outlook.counts if words.islower() and words.isascii()
    ]  # no verb's name
    page = client_of(staff_user).get(reverse("admin:contracts_forecast")).content.decode()
    assert "argan.com" in page
    assert "zellige.com" in page


def test_a_clause_shows_what_it_will_do_to_my_services_and_to_staff_where_it_is_kept(
    argan, client_of, owner, staff_user
):
    url = reverse("contracts:clause", args=["DN-5.2"])
    mine = client_of(owner).get(url).content.decode()
    assert argan.get_absolute_url() in mine
    assert "domains/terms.py" not in mine
    theirs = client_of(staff_user).get(url)
    assert "domains/terms.py" in theirs.content.decode()
    assert theirs.context["open_steps"] == 1


# --- calendars ----------------------------------------------------------------------------------------------
@pytest.fixture
def secret(argan, owner):
    return calendars.make(argan.customer, owner, "en", Act(NOW, owner.public_id))


def events(client, secret):
    answer = client.get(reverse("contracts:calendar", args=[secret]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content, [e for e in Calendar.from_ical(answer.content).walk() if e.name == "VEVENT"]


def test_a_calendar_shows_the_days_in_the_readers_language_and_no_secret(argan, secret, client):
    """RFC 5545: whole days, stable identities, a clause and its page; no code, no price, no address of the feed."""
    content, found = events(client, secret)
    days = {e["dtstart"].dt for e in found}
    assert {day for day, _clause in CALENDAR} <= days
    assert any("argan.com" in e["summary"] and "renewal grace begins" in e["summary"] for e in found)
    assert len({e["uid"] for e in found}) == len(found)
    assert [e["uid"] for e in events(client, secret)[1]] == [e["uid"] for e in found]
    text = content.decode()
    assert secret not in text
    assert "MAD" not in text


def test_an_address_is_kept_as_a_digest_only_and_may_be_revoked(argan, secret, client, client_of, owner):
    feed = CalendarFeed.objects.get()
    assert secret not in str(vars(feed))
    client_of(owner).post(reverse("contracts:subscribe"), {"revoke": "1"})
    assert client.get(reverse("contracts:calendar", args=[secret])).status_code == 404
    assert client.get(reverse("contracts:calendar", args=["guessed"])).status_code == 404


def test_a_new_address_is_shown_once_and_ends_the_old_one(argan, secret, client_of, owner):
    browser = client_of(owner)
    browser.post(reverse("contracts:subscribe"))
    page = browser.get(reverse("contracts:forecast")).content.decode()
    assert "/contrat/agenda/" in page
    assert "/contrat/agenda/" not in browser.get(reverse("contracts:forecast")).content.decode()
    assert browser.get(reverse("contracts:calendar", args=[secret])).status_code == 404


def test_who_leaves_the_account_no_longer_reads_its_calendar(argan, secret, client, owner):
    owner.memberships.update(ends_on=clock.local_date(NOW))
    assert client.get(reverse("contracts:calendar", args=[secret])).status_code == 404


def test_every_step_that_a_customer_sees_is_said_in_words(customer, owner):
    estate.build(customer, owner)
    shown = [
        (service.model.__name__, step.verb, forecast.named(thing, step))
        for service in belongings.services()
        for thing in service.model.objects.of(customer)
        if hasattr(thing, "steps")
        for step in thing.steps()
        if step.shown and not step.call
    ]
    assert {model for model, _, _ in shown} >= {
        "Domain",
        "SslOrder",
        "Server",
        "HostingAccount",
        "OutsourcingContract",
    }
    assert not [row for row in shown if row[2] in (row[1], row[1].replace("_", " "))]
