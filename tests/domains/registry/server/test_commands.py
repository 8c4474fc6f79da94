"""The registry process judged by an independent client: each command, its answer and its refusals."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from domains.registry import sandbox_acts as acts
from domains.registry.models import SandboxName
from domains.registry.sandbox_strangers import AUTH_CODE
from domains.registry.server.session import Doors

from .wire import Wire, client_of, ways

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PERSON = {
    "name": "Amina Test",
    "street": ["12, rue des Orangers"],
    "city": "Agadir",
    "cc": "MA",
    "email": "a@x.ma",
}
DS = {"key_tag": 12345, "alg": 13, "digest_type": 2, "digest": "AB" * 32}


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


def at(days: float):
    return clock.frozen(NOW + timedelta(days=days))


def person(client, handle="AMINA1", **facts):
    return client.contact.create(handle, auth_info="p-Code1", **PERSON | facts)


def registered(client, name="atlas.com", years=1, **facts):
    people = {"registrant": "AMINA1", "contacts": {"admin": "AMINA1", "tech": "AMINA1"}}
    person(client)
    return client.domain.create(name, years=years, auth_info="atlas-C0de", **people | facts)


def test_check_tells_which_names_are_free(us):
    registered(us)
    found = us.domain.check(["atlas.com", "rif.com", "google.com", "-bad-.com"]).availability()
    assert found == {"atlas.com": False, "rif.com": True, "google.com": False, "-bad-.com": False}


def test_life_of_a_name_as_the_client_reads_it(us):
    made = registered(us, years=2)
    assert (made.code(), made.expiry_date()) == (1000, "2028-11-22T10:00:00.000Z")
    shown = us.domain.info("atlas.com")
    assert (shown.sponsor(), shown.registrant(), shown.admin_contacts(), shown.statuses(), shown.auth_info()) == (
        "portail", "AMINA1", ["AMINA1"], ["ok"], "atlas-C0de",
    )  # fmt: skip
    assert us.domain.renew("atlas.com", "2028-11-22", 1).expiry_date() == "2029-11-22T10:00:00.000Z"
    assert us.domain.renew("atlas.com", "2028-11-22", 1).code() == 2306
    assert us.domain.delete("atlas.com").code() == 1001
    shown = us.domain.info("atlas.com")
    assert (shown.statuses(), shown.rgp_status()) == (["pendingDelete"], ["redemptionPeriod"])


def test_name_that_is_taken_and_one_that_is_not_there(us):
    registered(us)
    assert registered(us).code() == 2302
    assert us.domain.create("google.com", years=1, auth_info="abcdef").code() == 2302
    assert us.domain.info("rif.com").code() == 2303
    assert us.domain.renew("rif.com", "2026-11-22", 1).code() == 2303
    assert us.domain.create("rif.com", years=11, auth_info="abcdef").code() == 2004


def test_restore_with_its_report(us):
    registered(us)
    us.domain.delete("atlas.com")
    asked = us.domain.restore("atlas.com")
    assert (asked.code(), asked.rgp_status()) == (1000, ["pendingRestore"])
    assert us.domain.info("atlas.com").rgp_status() == ["pendingRestore"]
    assert 'code="1000"' in send(us, REPORT)
    assert us.domain.info("atlas.com").statuses() == ["ok"]


def test_restore_of_a_living_name_is_refused(us):
    registered(us)
    assert us.domain.restore("atlas.com").code() == 2304


def test_lock_hold_and_code_are_changed(us):
    registered(us)
    us.domain.update(
        "atlas.com", add={"statuses": ["clientTransferProhibited"]}, chg={"auth_info": "new-C0de"}
    )
    shown = us.domain.info("atlas.com")
    assert (shown.statuses(), shown.auth_info()) == (["clientTransferProhibited"], "new-C0de")
    assert us.domain.update("atlas.com", add={"statuses": ["clientTransferProhibited"]}).code() == 2306
    us.domain.update("atlas.com", rem={"statuses": ["clientTransferProhibited"]})
    assert us.domain.info("atlas.com").statuses() == ["ok"]
    us.domain.update("atlas.com", add={"statuses": ["clientDeleteProhibited", "clientUpdateProhibited"]})
    assert us.domain.delete("atlas.com").code() == 2304
    assert us.domain.update("atlas.com", chg={"auth_info": "other-C0de"}).code() == 2304
    assert us.domain.update("atlas.com", rem={"statuses": ["clientUpdateProhibited"]}).code() == 1000


def test_name_servers_are_hosts_that_exist(us):
    registered(us)
    assert us.domain.update("atlas.com", add={"ns": ["ns1.nord.net"]}).code() == 2303
    for host, addresses in (("ns1.nord.net", []), ("ns1.atlas.com", ["192.0.2.1", "2001:db8::1"])):
        assert us.host.create(host, addresses).code() == 1000
    us.domain.update("atlas.com", add={"ns": ["ns1.nord.net", "ns1.atlas.com"]})
    shown = us.domain.info("atlas.com")
    assert (shown.nameservers(), shown.subordinate_hosts()) == (
        ["ns1.nord.net", "ns1.atlas.com"],
        ["ns1.atlas.com"],
    )
    assert us.domain.info("atlas.com", hosts="none").nameservers() == []
    us.domain.update("atlas.com", rem={"ns": ["ns1.atlas.com"]})
    assert us.domain.info("atlas.com").nameservers() == ["ns1.nord.net"]


def test_hosts(us):
    registered(us)
    assert us.host.create("ns1.atlas.com", []).code() == 2003
    assert us.host.create("ns1.rif.com", ["192.0.2.1"]).code() == 2303
    us.host.create("ns1.atlas.com", ["192.0.2.1"])
    assert us.host.create("ns1.atlas.com", ["192.0.2.1"]).code() == 2302
    assert us.host.check(["ns1.atlas.com", "ns2.atlas.com"]).availability() == {
        "ns1.atlas.com": False, "ns2.atlas.com": True,
    }  # fmt: skip
    us.host.update("ns1.atlas.com", add_addresses=["2001:db8::1"], rem_addresses=["192.0.2.1"])
    assert [a["ip"] for a in us.host.info("ns1.atlas.com").host_addresses()] == ["2001:db8::1"]
    assert us.host.update("ns1.atlas.com", rem_addresses=["2001:db8::1"]).code() == 2306
    us.domain.update("atlas.com", add={"ns": ["ns1.atlas.com"]})
    assert us.host.info("ns1.atlas.com").statuses() == ["ok", "linked"]
    assert us.host.delete("ns1.atlas.com").code() == 2305
    us.domain.update("atlas.com", rem={"ns": ["ns1.atlas.com"]})
    assert us.host.delete("ns1.atlas.com").code() == 1000
    assert us.host.info("ns1.atlas.com").code() == 2303


def test_contacts(us, them):
    assert person(us, voice="+212.522123456", org="Atlas SARL").code() == 1000
    assert person(us).code() == 2302
    assert us.contact.check(["AMINA1", "KARIM1"]).availability() == {"AMINA1": False, "KARIM1": True}
    shown = us.contact.info("AMINA1")
    assert (shown.email(), shown.voice(), shown.auth_info()) == ("a@x.ma", "+212.522123456", "p-Code1")
    assert shown.postal_info()["int"]["org"] == "Atlas SARL"
    assert us.contact.update("AMINA1", chg={"email": "b@x.ma"}).code() == 1000
    assert us.contact.info("AMINA1").email() == "b@x.ma"
    assert them.contact.info("AMINA1").auth_info() is None
    assert them.contact.delete("AMINA1").code() == 2201
    us.domain.create("atlas.com", years=1, registrant="AMINA1", auth_info="abcdef")
    assert us.contact.info("AMINA1").statuses() == ["ok", "linked"]
    assert us.contact.delete("AMINA1").code() == 2305
    assert us.contact.delete("NOBODY").code() == 2303


def test_ds_records_come_and_go(us):
    registered(us, sec_dns={"ds_data": [DS]})
    assert [r["keyTag"] for r in us.domain.info("atlas.com").ds_records()] == [12345]
    us.domain.update(
        "atlas.com", sec_dns={"add": {"ds_data": [DS | {"key_tag": 1}]}, "rem": {"ds_data": [DS]}}
    )
    assert [r["keyTag"] for r in us.domain.info("atlas.com").ds_records()] == [1]
    us.domain.update("atlas.com", sec_dns={"rem_all": True})
    assert us.domain.info("atlas.com").ds_records() == []


def test_another_registrant_restarts_the_term_of_a_moroccan_name_only(us):
    registered(us, "atlas.ma", years=3)
    us.domain.create("rif.com", years=3, registrant="AMINA1", auth_info="abcdef")
    person(us, "KARIM1")
    for name, expiry in (("atlas.ma", "2028-01-01"), ("rif.com", "2029-11-22")):
        with clock.frozen(datetime(2027, 1, 1, tzinfo=UTC)):
            assert us.domain.update(name, chg={"registrant": "KARIM1"}).code() == 1000
            shown = us.domain.info(name)
        assert (shown.registrant(), shown.expiry_date()[:10]) == ("KARIM1", expiry)


def test_admin_contact_of_a_moroccan_name_lives_in_morocco(us):
    person(us, cc="FR")
    assert (
        us.domain.create("atlas.ma", years=1, contacts={"admin": "AMINA1"}, auth_info="abcdef").code() == 2306
    )


def test_transfer_from_them_to_us_by_silence(us, them):
    registered(them)
    with at(70):
        assert us.domain.transfer("request", "atlas.com", "wrong!").code() == 2202
        asked = us.domain.transfer("request", "atlas.com", "atlas-C0de")
        assert (asked.code(), asked.transfer_status()) == (1001, "pending")
        told = them.poll.request()
        assert (told.code(), told.message_count(), told.transfer_status()) == (1301, 1, "pending")
        assert them.poll.ack(told.message_id()).code() == 1000
        assert them.poll.request().code() == 1300
        assert us.domain.info("atlas.com").auth_info() is None
    with at(75):
        shown = us.domain.info("atlas.com")
        assert (shown.sponsor(), shown.expiry_date()[:10], shown.transfer_date()[:10]) == (
            "portail", "2028-11-22", "2027-02-05",
        )  # fmt: skip
        assert us.domain.transfer("query", "atlas.com").transfer_status() == "serverApproved"
        assert us.poll.request().transfer_status() == "serverApproved"


@pytest.mark.parametrize(("op", "status"), [("approve", "clientApproved"), ("reject", "clientRejected")])
def test_we_answer_a_transfer(us, them, op, status):
    registered(us, "atlas.ma")
    assert them.domain.transfer("request", "atlas.ma", "atlas-C0de").code() == 1001
    assert them.domain.transfer(op, "atlas.ma").code() == 2201
    assert us.domain.delete("atlas.ma").code() == 2304
    assert us.domain.transfer(op, "atlas.ma").transfer_status() == status
    assert us.domain.transfer(op, "atlas.ma").code() in {2201, 2301}
    assert them.poll.request().transfer_status() == status


def test_transfer_is_cancelled_by_who_asked(us):
    assert us.domain.transfer("request", "ailleurs-atlas.ma", AUTH_CODE).code() == 1001
    assert us.domain.transfer("cancel", "ailleurs-atlas.ma").transfer_status() == "clientCancelled"
    assert us.domain.transfer("query", "google.ma").code() == 2301
    assert us.domain.transfer("query", "nobody.ma").code() == 2303


def test_messages_of_every_kind_are_valid_frames(us):
    registered(us)
    acts.set_status("atlas.com", acts.SERVER_HOLD, True, "court 12/2026", NOW)
    acts.low_balance("portail", "100.00", NOW)
    acts.unknown_message("portail", "atlas.com", NOW)
    acts.pending_action("atlas.com", True, NOW)
    acts.delete_by_authority("atlas.com", "public order", NOW)
    seen = []
    while (told := us.poll.request()).code() == 1301:
        seen.append((told.queue_message(), told.object_name()))
        us.poll.ack(told.message_id())
    assert seen[0] == ("serverHold was set on atlas.com. Reason: court 12/2026", "atlas.com")
    assert seen[1] == ("Low account balance: 100.00", None)
    assert seen[-1] == (
        "atlas.com was deleted by decision of an authority. Reason: public order",
        "atlas.com",
    )
    assert len(seen) == 5
    assert us.poll.ack("9999").code() == 2303


def test_name_made_in_process_shows_its_contacts_as_objects(us):
    who = {
        "full_name": "Amina Test",
        "email": "a@x.ma",
        "country": "MA",
        "phone": "0522123456",
        "city": "Agadir",
    }
    SandboxName.objects.create(
        name="atlas.com", reference="dom_1", created_at=NOW, expires_at=NOW + timedelta(days=365),
        contacts={"holder": who, "admin": who},
    )  # fmt: skip
    handle = us.domain.info("atlas.com").registrant()
    shown = us.contact.info(handle)
    assert (shown.email(), shown.voice()) == ("a@x.ma", "+212.522123456")


def test_what_is_not_done_here_is_said(us):
    person(us)
    assert us.contact.transfer("request", "AMINA1", "p-Code1").code() == 2101


def test_one_bad_name_fails_a_whole_check_where_the_registry_is_so(db):
    strict = client_of(Doors(ways(whole_check_fails=True)))
    assert strict.domain.check(["rif.com", "b_d.com"]).code() == 2005


REPORT = """<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><command><update>
<domain:update xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>atlas.com</domain:name>
<domain:chg/></domain:update></update><extension>
<rgp:update xmlns:rgp="urn:ietf:params:xml:ns:rgp-1.0"><rgp:restore op="report"><rgp:report>
<rgp:preData>before</rgp:preData><rgp:postData>after</rgp:postData><rgp:delTime>2026-11-22T10:00:00.0Z</rgp:delTime>
<rgp:resTime>2026-11-22T10:00:00.0Z</rgp:resTime><rgp:resReason>paid</rgp:resReason>
<rgp:statement>true</rgp:statement><rgp:statement>right</rgp:statement></rgp:report></rgp:restore></rgp:update>
</extension><clTRID>report-1</clTRID></command></epp>"""


def send(client, frame: str) -> str:
    wire: Wire = client._connection
    wire.write_frame(frame)
    return wire.read_frame()
