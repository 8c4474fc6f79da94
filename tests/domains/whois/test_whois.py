"""The public look-up: real RDAP answers over HTTP, read by a library, and every failure in words."""

from datetime import UTC, datetime

import pytest
import whoisit

from core import clock
from domains.registry.sandbox import SandboxRegistry
from domains.whois import lookup

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
WHO = {"holder": {"full_name": "Amina Test"}, "admin": {"full_name": "Karim Test", "country": "MA"}}
PAGE = "/domaines/whois/"


@pytest.fixture
def directory(live_server, settings):
    """The demo's own RDAP server, asked over HTTP."""
    settings.RDAP_URL = f"{live_server.url}/domaines/rdap/"
    with clock.frozen(NOW):
        yield settings.RDAP_URL


def registered(name: str) -> None:
    SandboxRegistry().register(name, 2, WHO, "dom_1", NOW)


def asked(client, q: str) -> str:
    return client.get(PAGE, {"q": q}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_library_reads_our_answer_whole(directory):
    registered("atlas.ma")
    found = lookup.look_up("atlas.ma")
    assert (found.name, found.registrar, found.statuses, found.signed) == (
        "atlas.ma",
        "portail",
        ("active",),
        False,
    )
    assert (found.registered_at, found.expires_at) == (NOW, NOW.replace(year=2028))
    assert found.people == {"registrant": "Amina Test", "administrative": "Karim Test"}


@pytest.mark.django_db(transaction=True)
def test_generic_registry_publishes_no_person(directory):
    registered("atlas.com")
    assert lookup.look_up("atlas.com").people == {}
    assert lookup.look_up("google.com").statuses == ("client transfer prohibited",)


@pytest.mark.django_db(transaction=True)
def test_name_that_nobody_holds(directory, client):
    assert lookup.look_up("rif.ma") is None
    assert "rif.ma" in asked(client, "rif.ma")


@pytest.mark.django_db(transaction=True)
def test_visitor_reads_who_holds_a_name(directory, client):
    registered("xn--caf-dma.ma")
    page = asked(client, "Café.ma")
    assert "Amina Test" in page
    assert "portail" in page


@pytest.mark.parametrize("typed", ["atlas", "-.ma", "a b.ma", "..", "\u0000.ma", "x" * 300])
def test_what_is_no_name_is_said(db, client, typed):
    assert "atlas.ma" in asked(client, typed)


def test_directory_that_is_down_is_said_in_words(db, client, settings):
    settings.RDAP_URL = "http://127.0.0.1:9/"
    with pytest.raises(lookup.Unanswered):
        lookup.look_up("atlas.ma")
    assert client.get(PAGE, {"q": "atlas.ma"}).status_code == 200


@pytest.mark.parametrize(
    "said", [{}, {"objectClassName": "ip network"}, {"objectClassName": "domain", "entities": 7}]
)
def test_answer_that_is_no_rdap_is_no_answer(db, said, monkeypatch):
    monkeypatch.setattr(whoisit.Query, "request", lambda *_, **__: said)
    with pytest.raises(lookup.Unanswered):
        lookup.look_up("atlas.ma")


def test_searches_are_limited_per_address(db, client, settings, monkeypatch):
    monkeypatch.setattr(lookup, "look_up", lambda name: None)
    answers = {client.get(PAGE, {"q": "atlas.ma"}, REMOTE_ADDR="192.0.2.77").status_code for _n in range(41)}
    assert answers == {200, 429}


def test_rdap_server_is_the_demos_only(db, client, settings):
    settings.DEMO = False
    assert client.get("/domaines/rdap/domain/google.com").status_code == 404
    settings.DEMO = True
    answer = client.get("/domaines/rdap/domain/google.com")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/rdap+json")
