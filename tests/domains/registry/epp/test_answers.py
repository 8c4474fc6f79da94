"""What registries say: every result code, dates of all forms, unknown things, every kind of message."""

from datetime import UTC, datetime

import pytest

from core.ports import PortRefused, PortUnavailable
from domains.registry.epp import answers, contacts
from domains.registry.epp.checks import suspicious
from domains.registry.epp.codes import MEANINGS
from domains.registry.epp.config import connection
from domains.registry.port import DsRecord
from domains.registry.refusals import refusal_text

from .ledger import Name

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TEMPORARY = {2002, 2200, 2400, 2500, 2501, 2502}
NS = "urn:ietf:params:xml:ns:"


@pytest.mark.parametrize("code", [*MEANINGS, 2099, 2199, 2299, 2399, 2499, 2599])
def test_every_code_is_temporary_or_final_and_told_in_words(registry, server, code):
    server.script.strict = code in MEANINGS
    server.fault("domain:info", "code", (code, "In our own words"), times=2)
    error = PortUnavailable if code in TEMPORARY | {2499, 2599} else PortRefused
    if code in {2201, 2303}:  # hidden from us; not there
        found = registry.info("atlas.com", NOW)
        assert found is None if code == 2303 else not found.sponsor_is_us
        return
    with pytest.raises(error, match=f"{code} In our own words") as refused:
        registry.info("atlas.com", NOW)
    if error is PortRefused:
        assert refused.value.code == code
        assert str(refusal_text(code))


@pytest.mark.parametrize(
    "said",
    [
        "2027-11-22T10:00:00Z", "2027-11-22T10:00:00.0Z", "2027-11-22T10:00:00.123456789Z",
        "2027-11-22T11:00:00+01:00", "2027-11-22T05:00:00.5-05:00", "2027-11-22T10:00:00", "2027-11-22 10:00:00",
        " 2027-11-22T10:00:00Z ",
    ],
)  # fmt: skip
def test_dates_of_every_form_are_read(registry, server, said):
    server.ledger.names["atlas.com"] = Name()
    server.ledger.date, server.script.strict = said, False
    assert registry.info("atlas.com", NOW).expires_at.replace(microsecond=0) == NOW.replace(year=2027)


def test_a_date_that_cannot_be_read_is_no_answer(registry, server):
    server.ledger.names["atlas.com"] = Name()
    server.ledger.date, server.script.strict = "tomorrow", False
    with pytest.raises(PortUnavailable, match="tomorrow"):
        registry.info("atlas.com", NOW)


def test_a_registry_without_expiry_dates_is_read(registry, server):
    server.ledger.names["atlas.com"] = Name()
    server.ledger.date, server.script.strict = "", False
    assert registry.info("atlas.com", NOW).expires_on.year == 9999


def test_unknown_elements_and_statuses_are_no_obstacle(registry, server):
    server.ledger.names["atlas.com"] = Name(statuses={"serverHold", "x-frozen"})
    server.ledger.extra, server.script.strict = (
        '<x:fee xmlns:x="urn:x:fee"><x:name>b.com</x:name></x:fee>',
        False,
    )
    found = registry.info("atlas.com", NOW)
    assert (found.name, found.statuses) == ("atlas.com", ("serverHold", "x-frozen"))


def test_a_name_in_redemption_counts_as_deleted_even_without_its_status(registry, server):
    server.ledger.names["atlas.com"] = Name(rgp={"redemptionPeriod"})
    assert registry.info("atlas.com", NOW).being_deleted


def test_an_answer_about_another_name_is_not_believed(registry, server):
    server.ledger.names["atlas.com"] = Name()
    server.ledger._shown = lambda _name, found: type(server.ledger)._shown(server.ledger, "rif.com", found)
    with pytest.raises(PortUnavailable, match=r"rif\.com instead"):
        registry.info("atlas.com", NOW)


def test_ds_records_are_read_in_capitals(registry, server):
    server.ledger.names["atlas.com"] = Name(ds=[("1", "13", "2", "ab cd".replace(" ", ""))])
    assert registry.info("atlas.com", NOW).ds == (DsRecord(1, 13, 2, "ABCD"),)


# --- messages -------------------------------------------------------------------------------------------
def transfer(status="pending"):
    return (
        f'<d:trnData xmlns:d="{NS}domain-1.0"><d:name>Atlas.com</d:name><d:trStatus>{status}</d:trStatus>'
        "<d:reID>other</d:reID><d:reDate>2026-11-20T10:00:00Z</d:reDate><d:acID>atlas</d:acID>"
        "<d:acDate>2026-11-25T10:00:00Z</d:acDate></d:trnData>"
    )


PANDATA = (
    f'<d:panData xmlns:d="{NS}domain-1.0"><d:name paResult="0">atlas.com</d:name><d:paTRID><clTRID>HP-dom_1-ab</clTRID>'
    "<svTRID>s-9</svTRID></d:paTRID><d:paDate>2026-11-20T10:00:00Z</d:paDate></d:panData>"
)
RGP = (
    '<r:pollData xmlns:r="http://www.verisign.com/epp/rgp-poll-1.0"><r:name>atlas.com</r:name>'
    '<r:rgpStatus s="pendingDelete"/></r:pollData>'
)
BALANCE = '<b:pollData xmlns:b="http://www.verisign.com/epp/lowbalance-poll-1.0"><b:available>1</b:available></b:pollData>'
CHANGE = f'<c:changeData xmlns:c="{NS}changePoll-1.0" state="after"><c:operation>autoRenew</c:operation></c:changeData>'
CONTACT = f'<c:infData xmlns:c="{NS}contact-1.0"><c:id>HP1</c:id><c:name>a.b</c:name></c:infData>'
INFO = (
    f'<d:infData xmlns:d="{NS}domain-1.0"><d:name>atlas.com</d:name><d:authInfo><d:pw>x</d:pw></d:authInfo>'
    "</d:infData>"
)


@pytest.mark.parametrize(
    ("words", "data", "extension", "kind", "name"),
    [
        ("Transfer requested.", transfer(), "", "transfer", "atlas.com"),
        ("Review done", PANDATA, "", "pending_action", "atlas.com"),
        ("RGP", RGP, "", "deletion", "atlas.com"),
        ("Low", BALANCE, "", "low_balance", ""),
        ("Changed", INFO, CHANGE, "expiry", "atlas.com"),
        ("Domain atlas.com will expire", "", "", "expiry", ""),
        ("The name was deleted", "", "", "deletion", ""),
        ("Credit limit reached", "", "", "low_balance", ""),
        ("Status changed", INFO, "", "status", "atlas.com"),
        ("Contact", CONTACT, "", "other", ""),
        ("Greetings", "<x:new xmlns:x='urn:x'><x:y>1</x:y><x:y>2</x:y></x:new>", "", "other", ""),
        ("", "", "", "other", ""),
    ],
)
def test_messages_of_every_kind_are_read(registry, server, words, data, extension, kind, name):
    server.script.strict = False
    server.ledger.queue = [("4711", words, data, extension)]
    found = registry.next_message(NOW)
    assert (found.id, found.kind, found.name) == ("4711", kind, name)
    assert found.text == (words or "Said")
    assert found.queued_at == datetime(2026, 11, 20, 7, 0, 0, 123000, tzinfo=UTC)
    assert "authInfo" not in str(found.data) or "***" in str(found.data)


def test_a_transfer_message_carries_the_transfer(registry, server):
    server.ledger.queue = [("1", "x", transfer("serverApproved"), "")]
    found = registry.next_message(NOW)
    assert (found.transfer.approved, found.transfer.asked_by) == (True, "other")


def test_a_pending_action_names_the_transaction_that_it_ends(registry, server):
    server.ledger.queue = [("1", "x", PANDATA, "")]
    found = registry.next_message(NOW).data["panData"]
    assert (found["name"]["@paResult"], found["paTRID"]["clTRID"]) == ("0", "HP-dom_1-ab")


def test_a_message_is_acknowledged_once(registry, server):
    server.ledger.queue = [("1", "x", "", ""), ("2", "y", "", "")]
    server.fault("poll ack", "lose")
    with pytest.raises(PortUnavailable):
        registry.acknowledge("1", NOW)
    registry.acknowledge("1", NOW)
    assert registry.next_message(NOW).id == "2"
    registry.acknowledge("2", NOW)
    assert registry.next_message(NOW) is None


# --- contacts and names ---------------------------------------------------------------------------------
PERSON = {
    "full_name": "أمينة العلوي", "organisation": "Société Été", "address": "a\nb\nc\nd", "city": "Fès",
    "postal_code": "30000", "country": "ma", "email": "amina@example.ma", "phone": "0528000001", "fax": "no",
}  # fmt: skip


def of(**settings):
    return connection("test", {"host": "h", "clid": "atlas", "password": "p", **settings})


def test_a_contact_takes_the_forms_that_the_registry_wants():
    person = contacts.person_of(PERSON, "registrant", of(postal=["int", "loc"]))
    plain, own = person.addresses
    assert plain.name.isascii()
    assert plain.name
    assert (plain.organisation, plain.city, plain.country) == ("Societe Ete", "Fes", "MA")
    assert own.name == "أمينة العلوي"
    assert own.street == ("a", "b", "c, d")
    assert (person.voice, person.fax) == ("+212.528000001", "")


def test_handles_follow_from_the_data_and_from_who_we_are():
    person = contacts.person_of(PERSON, "registrant", of())
    handle = contacts.handle_of(person, of())
    assert handle == contacts.handle_of(contacts.person_of(dict(PERSON), "tech", of()), of())
    assert handle != contacts.handle_of(person, of(clid="other"))
    moved = contacts.person_of({**PERSON, "city": "Rabat"}, "registrant", of())
    assert handle != contacts.handle_of(moved, of())
    assert 3 <= len(contacts.handle_of(person, of(handle_prefix="ATLAS-LONG"))) <= 16


def test_auth_codes_are_secret_and_the_same_at_each_try(settings):
    code = contacts.auth_code(of(), "dom_1", "atlas.com")
    assert code == contacts.auth_code(of(), "dom_1", "atlas.com")
    assert code != contacts.auth_code(of(), "dom_2", "atlas.com")
    assert len(code) == 16
    kinds = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    assert all(any(kind(c) for c in code) for kind in kinds)
    settings.SECRET_KEY = "another"
    assert code != contacts.auth_code(of(), "dom_1", "atlas.com")


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("atlas.com", False), ("xn--caf-dma.com", False), ("com", True), ("-a.com", True), ("a_b.com", True),
        ("ab--cd.com", True), ("xn--a.com", True), ("é.com", True), ("a" * 64 + ".com", True),
    ],
)  # fmt: skip
def test_names_that_a_server_may_not_like_are_known(name, odd):
    assert suspicious(name) == odd


def test_what_a_registry_says_of_single_values_is_told():
    content = (
        f'<epp xmlns="{NS}epp-1.0"><response><result code="2005"><msg>Bad</msg><extValue><value><d:name '
        f'xmlns:d="{NS}domain-1.0">a_b.com</d:name></value><reason>No underscore</reason></extValue></result>'
        "<trID><svTRID>s-1</svTRID></trID></response></epp>"
    )
    answer = answers.response(answers.parse(content.encode()))
    assert (answer.words, answer.values) == ("Bad – No underscore", ("a_b.com",))
