"""A customer's records on a real PowerDNS: published, seen by a real query, safe from outages and lost answers."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from django.db import transaction

from core import worker
from core.models import Attention, EvidenceRecord
from core.ports import PortRefused, PortUnavailable
from domains.dns import draft, lifecycle, name_server, signing
from domains.dns.entries import Entry
from domains.dns.head import wanted
from domains.dns.powerdns import PowerDns
from domains.models import RegistryChange, Zone
from domains.registry import registry_for
from notifications.models import Email
from tests.names import a_customer, act, registered

pytestmark = [pytest.mark.django_db, pytest.mark.processes]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
WWW = Entry("www", "A", 300, "192.0.2.10")
MAIL = Entry("@", "MX", 3600, "10 mx.example.ma.")


@pytest.fixture
def name():
    return registered("atlas.com", date(2027, 11, 22), a_customer())


@pytest.fixture
def zone(powerdns, name) -> Zone:
    """A zone of two records, live."""
    zone = lifecycle.prepare(name, act(NOW))
    draft.fill(zone, act(NOW), entries=[WWW, MAIL])
    lifecycle.switch_on(zone, act(NOW))
    return settled(zone)


def settled(zone: Zone, at: datetime = NOW) -> Zone:
    worker.settle(at)
    return Zone.objects.get(pk=zone.pk)


def published(zone: Zone, *entries: Entry, at: datetime = NOW) -> Zone:
    draft.fill(zone, act(at), entries=entries)
    lifecycle.publish(zone, act(at))
    return settled(zone, at)


def test_what_is_switched_on_is_answered_with_our_soa_and_name_servers(powerdns, zone):
    assert (zone.state, zone.version) == ("live", 1)
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.10"]
    assert powerdns.values("atlas.com", "NS") == ["ns1.atlas-nuage.example.", "ns2.atlas-nuage.example."]
    soa = powerdns.values("atlas.com", "SOA")[0]
    assert soa.startswith(f"ns1.atlas-nuage.example. hostmaster.atlas-nuage.example. {zone.serial} ")


def test_the_registry_is_told_of_our_name_servers_only_once_the_zone_is_there(powerdns, name):
    zone = lifecycle.prepare(name, act(NOW))
    powerdns.stop()
    lifecycle.switch_on(zone, act(NOW))
    assert settled(zone).state == "pushing"
    assert not RegistryChange.objects.exists()
    powerdns.start()
    settled(zone, NOW + timedelta(hours=1))
    assert registry_for("com").info("atlas.com", NOW).nameservers == (
        "ns1.atlas-nuage.example",
        "ns2.atlas-nuage.example",
    )


def test_every_offered_type_is_stored_and_compares_equal(powerdns, zone):
    """The server writes values its own way; the daily look must not take that for a difference."""
    entries = [
        Entry("@", "A", 300, "192.0.2.1"), Entry("@", "AAAA", 300, "2001:db8::1"), MAIL,
        Entry("www", "CNAME", 300, "atlas.com."), Entry("*.shop", "A", 60, "192.0.2.2"),
        Entry("@", "TXT", 300, '"v=spf1 mx -all"'), Entry("txt", "TXT", 300, '"caf\\195\\169 \\"x\\" \\\\ ;" "b"'),
        Entry("long", "TXT", 300, f'"{"x" * 255}" "{"y" * 200}"'),
        Entry("_sip._tcp", "SRV", 300, "10 5 5060 sip.atlas.com."),
        Entry("@", "CAA", 300, '0 issue "letsencrypt.org"'), Entry("sub", "NS", 300, "ns1.example.ma."),
        Entry("host", "SSHFP", 300, f"4 2 {'ab' * 32}"), Entry("_443._tcp", "TLSA", 300, f"3 1 1 {'cd' * 32}"),
        Entry("xn--4gbrim", "A", 300, "192.0.2.3"),
    ]  # fmt: skip
    zone = published(zone, *entries)
    assert zone.state == "live", zone.call_error
    assert powerdns.values("any.shop.atlas.com", "A") == ["192.0.2.2"]
    assert powerdns.values("txt.atlas.com", "TXT") == ['"caf\\195\\169 \\"x\\" \\\\ ;" "b"']
    zone = settled(zone, NOW + timedelta(days=1))
    assert zone.compared_at == NOW + timedelta(days=1)
    assert zone.differences == {}


def test_an_alias_may_take_the_place_of_an_address_in_one_publication(powerdns, zone):
    zone = published(zone, Entry("www", "CNAME", 300, "cdn.example."))
    assert (zone.state, powerdns.values("www.atlas.com", "CNAME")) == ("live", ["cdn.example."])
    zone = published(zone, WWW)
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.10"]


def test_a_dead_server_is_told_when_it_is_back_and_staff_learn_of_a_long_outage(powerdns, zone):
    powerdns.stop()
    zone = published(zone, WWW._replace(content="192.0.2.99"))
    assert zone.state == "pushing"
    for minutes in (2, 8, 30):
        zone = settled(zone, NOW + timedelta(minutes=minutes))
    assert Attention.objects.filter(queue="port", about=zone.public_id).exists()
    powerdns.start()
    zone = settled(zone, NOW + timedelta(hours=3))
    assert (zone.state, powerdns.values("www.atlas.com", "A")) == ("live", ["192.0.2.99"])


class LostAnswers(httpx.BaseTransport):
    """The server does what is asked, and its answer to one kind of request is lost, once."""

    def __init__(self, method: str):
        self.method, self.inner = method, httpx.HTTPTransport()

    def handle_request(self, request):
        answer = self.inner.handle_request(request)
        if request.method == self.method:
            self.method = ""
            answer.close()
            raise httpx.ReadTimeout("lost")
        return answer


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_lost_answer_does_nothing_twice(powerdns, name, method):
    zone = lifecycle.prepare(name, act(NOW))
    zone.serial = 5
    server = powerdns_with(LostAnswers(method))
    first, second = wanted(zone, [MAIL]), wanted(zone, [WWW])
    for wish in (first, second):
        for attempt in range(2):
            try:
                served = server.put(wish, NOW)
            except PortUnavailable:
                assert attempt == 0
    assert served.serial == 5
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.10"]
    assert powerdns.values("atlas.com", "MX") == []


def powerdns_with(transport) -> PowerDns:
    return PowerDns(transport)


def test_a_wrong_key_or_a_broken_server_is_asked_again_and_refuses_nothing(powerdns, settings):
    settings.POWERDNS_API_KEY = "wrong"
    with pytest.raises(PortUnavailable):
        name_server().show("atlas.com", NOW)
    for answer in (httpx.Response(500, text="boom"), httpx.Response(200, text="<html>"), httpx.Response(302)):
        server = powerdns_with(httpx.MockTransport(lambda request, answer=answer: answer))
        with pytest.raises(PortUnavailable):
            server.show("atlas.com", NOW)


def test_what_the_server_refuses_is_said_and_what_it_served_stands(powerdns, zone, monkeypatch):
    monkeypatch.setattr(draft.rules, "problems", lambda entries, zone: iter(()))
    zone = published(zone, WWW, Entry("www", "CNAME", 300, "other.example."))
    assert zone.state == "failed"
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.10"]
    assert Email.objects.filter(kind="domains.dns_refused", about=zone.domain.public_id).exists()
    assert Attention.objects.filter(queue="dns", about=zone.public_id).exists()
    zone = published(zone, WWW)
    assert zone.state == "live"
    assert not Attention.objects.filter(queue="dns", about=zone.public_id, closed_at=None).exists()


def test_a_zone_that_somebody_else_put_there_is_not_touched_until_staff_adopt_it(powerdns, name):
    old = {"name": "old.atlas.com.", "type": "A", "ttl": 300, "records": [{"content": "192.0.2.7"}]}
    foreign = {
        "name": "atlas.com.",
        "kind": "Native",
        "nameservers": ["ns.old.example."],
        "account": "by hand",
    }
    foreign["rrsets"] = [old]
    powerdns.api("POST", "/zones", foreign)
    zone = lifecycle.prepare(name, act(NOW))
    draft.fill(zone, act(NOW), entries=[WWW])
    lifecycle.switch_on(zone, act(NOW))
    zone = settled(zone)
    assert (zone.state, "foreign" in zone.call_error) == ("failed", True)
    assert powerdns.values("old.atlas.com", "A") == ["192.0.2.7"]
    lifecycle.adopt(zone, act(NOW).because("taken over with the customer"))
    settled(zone)
    zone = settled(zone, NOW + timedelta(minutes=1))
    assert (zone.state, zone.entries()) == ("live", [Entry("old", "A", 300, "192.0.2.7")])
    assert powerdns.values("atlas.com", "NS") == ["ns1.atlas-nuage.example.", "ns2.atlas-nuage.example."]


def test_a_change_behind_our_back_is_shown_to_staff_and_mended_only_when_they_say_so(powerdns, zone):
    patch = {
        "name": "www.atlas.com.",
        "type": "A",
        "ttl": 300,
        "changetype": "REPLACE",
        "records": [{"content": "203.0.113.6"}],
    }
    powerdns.api("PATCH", "/zones/atlas.com.", {"rrsets": [patch]})
    tomorrow = NOW + timedelta(days=1)
    zone = settled(zone, tomorrow)
    assert zone.differences == {
        "added": [["www", "A", 300, "203.0.113.6"]],
        "removed": [["www", "A", 300, "192.0.2.10"]],
    }
    assert Attention.objects.filter(queue="dns", about=zone.public_id, closed_at=None).exists()
    assert powerdns.values("www.atlas.com", "A") == ["203.0.113.6"]
    lifecycle.push_again(zone, act(tomorrow).because("nobody here changed it"))
    zone = settled(zone, tomorrow)
    assert (zone.state, zone.differences) == ("live", {})
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.10"]


def test_a_serial_that_ran_ahead_on_the_server_is_overtaken(powerdns, zone):
    first = zone.serial
    ahead = {"name": "atlas.com.", "type": "SOA", "ttl": 3600, "changetype": "REPLACE",
             "records": [{"content": f"a.example. b.example. {zone.serial + 500} 1 1 1 1"}]}  # fmt: skip
    powerdns.api("PATCH", "/zones/atlas.com.", {"rrsets": [ahead]})
    published(zone, WWW._replace(content="192.0.2.11"))
    later = settled(zone, NOW + timedelta(minutes=1))
    assert (later.state, later.serial) == ("live", first + 501)
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.11"]


def test_signing_waits_for_the_caches_and_unsigning_for_the_registry(powerdns, zone):
    """RFC 6781: signed answers first, DS at the registry later; DS withdrawn first, the key later."""
    signing.sign(zone, act(NOW))
    zone = settled(zone)
    assert zone.dnssec == "signed"
    assert any(s.rdtype == 46 for s in powerdns.query("www.atlas.com", "A", want_dnssec=True).answer)
    assert registry_for("com").info("atlas.com", NOW).ds == ()
    day = NOW + timedelta(days=1)
    zone = settled(zone, day)
    ds = registry_for("com").info("atlas.com", day).ds
    assert (zone.dnssec, [row["digest"] for row in zone.ds_records]) == (
        "secure",
        [record.digest for record in ds],
    )
    with pytest.raises(lifecycle.NotAllowed, match=r"Withdraw|Retirez"):
        lifecycle.switch_off(zone, act(day))
    signing.unsign(zone, act(day))
    zone = settled(zone, day)
    assert registry_for("com").info("atlas.com", day).ds == ()
    assert len(powerdns.api("GET", "/zones/atlas.com./cryptokeys").json()) == 1
    zone = settled(zone, day + timedelta(days=2))
    assert (zone.dnssec, zone.ds_records) == ("off", [])
    assert powerdns.api("GET", "/zones/atlas.com./cryptokeys").json() == []


def test_switched_off_it_is_served_for_thirty_days_and_can_come_back(powerdns, zone):
    lifecycle.switch_off(zone, act(NOW))
    zone = settled(zone, NOW + timedelta(days=29))
    assert (zone.state, powerdns.values("www.atlas.com", "A")) == ("leaving", ["192.0.2.10"])
    assert Email.objects.filter(kind="domains.dns_leaving").exists()
    zone = settled(zone, NOW + timedelta(days=30))
    assert zone.state == "off"
    assert powerdns.api("GET", "/zones/atlas.com.").status_code == 404
    assert [e.name for e in zone.entries()] == ["@", "www"]
    lifecycle.switch_on(zone, act(NOW + timedelta(days=31)))
    zone = settled(zone, NOW + timedelta(days=31))
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.10"]


def test_a_publication_leaves_its_difference_as_proof(powerdns, zone):
    published(zone, WWW)
    proof = EvidenceRecord.objects.filter(about=zone.public_id, what="published").order_by("-seq").first()
    assert (proof.data["removed"], proof.data["added"]) == ([list(MAIL)], [])
    assert proof.actor == "usr_test"


def test_two_publications_while_the_server_is_down_end_as_the_last_one(powerdns, zone):
    powerdns.stop()
    published(zone, WWW._replace(content="192.0.2.21"))
    zone = Zone.objects.get(pk=zone.pk)
    draft.fill(zone, act(NOW), entries=[WWW._replace(content="192.0.2.22")])
    lifecycle.publish(zone, act(NOW))
    powerdns.start()
    zone = settled(zone, NOW + timedelta(hours=1))
    assert (zone.state, powerdns.values("www.atlas.com", "A")) == ("live", ["192.0.2.22"])


def test_an_answer_that_is_older_than_the_wish_is_not_taken_for_it(powerdns, zone):
    """A publication during the call: the call's answer speaks of the version before."""
    draft.fill(zone, act(NOW), entries=[WWW._replace(content="192.0.2.31")])
    lifecycle.publish(zone, act(NOW))
    late = name_server().show("atlas.com", NOW)
    with transaction.atomic():
        lifecycle.confirm_push(zone, act(NOW), answer=late)
    assert zone.state == "pushing"
    zone = settled(zone)
    assert powerdns.values("www.atlas.com", "A") == ["192.0.2.31"]


def test_a_refused_request_is_final_and_carries_the_servers_words(powerdns):
    server = powerdns_with(
        httpx.MockTransport(lambda request: httpx.Response(422, json={"error": "Not in zone"}))
    )
    with pytest.raises(PortRefused, match="Not in zone"):
        server.show("atlas.com", NOW)
