"""The law of isolation: what is one customer's is nobody else's. A new URL is covered without being asked."""

import pytest
from django.conf import settings

from core import clock
from core.models import EvidenceRecord

from .estate import NOW, build
from .streets import streets

pytestmark = pytest.mark.django_db

# URLs with a variable that names nobody's thing, each with the reason why everybody may open it.
OPEN = {
    "contracts:clause": "the contract's clauses are published",
    "contracts:document": "the contract's documents are published",
    "contracts:calendar": "a calendar, opened by its own secret address",
    "accounts:privacy_stranger": "who has no account asks, by the signed link that his own address received",
    "accounts:unsubscribe": "the way out of marketing, opened by the signed token of a mail; it withdraws consent only",
    "billing:prices_of": "prices are published",
    "support:article": "help is published",
    "domains:rdap": "the demo's registry publishes its names, as registries do",
    "ssl_certs:guide": "how to install a certificate is published",
    "ssl_certs:product": "what is sold is published",
    "ssl_certs:order": "the order form of a published product; it shows the visitor's own account",
    "servers:product": "what is sold is published",
    "servers:order": "the order form of a published product; it shows the visitor's own account",
    "web_hosting:plan": "what is sold is published",
    "web_hosting:order": "the order form of a published plan; it shows the visitor's own account",
    "domains:extension": "prices and terms of an extension are published",
    "domains:holder_confirm": "a holder's own page, opened by the signed token in his mail",
    "domains:verify_address": "the proof of a mail address, opened by its own signed token",
    "billing:paypal_server": "the demo's PayPal, asked by our adapter; production has none",
    "billing:biller_server": "the demo's biller, asked by our adapter; production has none",
    "notifications:mailbox_mail": "the demo's mailbox; production has none (tests/notifications)",
    "notifications:mailbox_sheet": "the demo's mailbox; production has none",
    "notifications:mailbox_file": "the demo's mailbox; production has none",
}
METHODS = ("get", "post")


@pytest.fixture
def estate(customer, owner, published_terms):
    with clock.frozen(NOW):
        yield build(customer, owner)


@pytest.fixture
def published_terms(db):
    from contracts.publishing import publish_documents

    return publish_documents(clock.opening(clock.local_date(NOW)))


def owned():
    """The URLs that lead to somebody's thing."""
    return [street for street in streets() if street.variables and street.name not in OPEN]


def doors(estate):
    """Every URL of the estate's things."""
    for street in owned():
        values = estate.values(street)
        assert values, (
            f"{street.name} has variables {sorted(street.variables)} and no known thing: add one to"
            " tests/laws/estate.py (build), or to OPEN here with the reason why everybody may open it"
        )
        yield street.name, street.at(**values)


def counted(estate) -> dict:
    """How many rows of everything there are."""
    return {model.__name__: model._base_manager.count() for model in (*estate.by_model, EvidenceRecord)}


def test_there_are_customer_urls_of_every_room():
    rooms = {street.name.partition(":")[0] for street in owned()}
    assert {
        "accounts",
        "billing",
        "domains",
        "notifications",
        "servers",
        "ssl_certs",
        "support",
        "web_hosting",
    } <= rooms


def test_what_is_open_to_all_still_exists():
    assert set(OPEN) <= {street.name for street in streets()}


def test_the_owner_finds_each_of_his_things(estate, client_of, owner):
    """Without this the law below could hold because nothing is there at all."""
    lost = []
    for name, url in doors(estate):
        answers = [getattr(client_of(owner), method)(url).status_code for method in METHODS]
        if 404 in answers or set(answers) == {405}:
            lost.append((name, answers))
    assert not lost


def test_another_customers_thing_is_not_found_and_nothing_happens_to_it(estate, client_of, stranger):
    client, found = client_of(stranger), []
    before = counted(estate)
    for name, url in doors(estate):
        for method in METHODS:
            status = getattr(client, method)(url).status_code
            if status not in (404, 405):
                found.append((name, method, status))
    assert not found
    assert counted(estate) == before


def test_a_visitor_is_led_to_the_login(estate, client_of):
    client, open_doors = client_of(None), []
    for name, url in doors(estate):
        for method in METHODS:
            answer = getattr(client, method)(url)
            target = answer.get("Location", "")
            if not (
                answer.status_code == 405
                or target.startswith(str(settings.LOGIN_URL))
                or "connexion" in target
            ):
                open_doors.append((name, method, answer.status_code, target))
    assert not open_doors


def test_a_person_without_an_account_sees_nobodys_things(estate, client_of):
    from tests.cast import person

    client, seen = client_of(person("new@nobody.example")), []
    for name, url in doors(estate):
        answer = client.get(url)
        if answer.status_code == 200:
            seen.append(name)
    assert not seen
