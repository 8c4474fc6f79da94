"""The hypervisor port: which adapter, what libvirt is told, the seed, the reverse names (SRV-A1)."""

import json

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from lxml import etree

from core.ports import PortRefused, PortUnavailable
from servers.hypervisor import Link, Wanted, choosing, hypervisor_for
from servers.hypervisor.libvirt import config, seed, xml
from servers.hypervisor.libvirt.names import mac_of, uuid_of
from servers.hypervisor.manual import ManualHypervisor
from servers.hypervisor.sandbox import SandboxHypervisor
from servers.reverse.powerdns import PowerDns
from tests.servers_at_work import ORDERED

WANTED = Wanted("srv_0123456789abcdef", 'srv1.example.ma"<x>', "ma", "debian.qcow2", 2, 4, 80, 200,
                links=(Link("198.51.100.10", 24, "198.51.100.1", ("198.51.100.2",)),
                       Link("198.51.100.11", 24, "198.51.100.1")),
                ssh_keys=("ssh-ed25519 AAAA x",), password_hash="$6$salt$hash")  # fmt: skip
ENTRY = {"adapter": "libvirt", "uri": "qemu:///system", "network": {"bridge": "br0"}}


def described(**entry) -> etree._Element:
    place = config.place("ma", ENTRY | entry)
    return etree.fromstring(xml.domain(WANTED, place, "/pool/disk.qcow2", "/pool/seed.iso"))


# --- which adapter ------------------------------------------------------------------------------------------
def test_a_site_is_reached_as_the_settings_say_and_a_physical_machine_by_staff(settings):
    settings.HYPERVISORS = {"ca": {"adapter": "manual"}}
    assert isinstance(hypervisor_for("ma"), SandboxHypervisor)
    assert isinstance(hypervisor_for("ca"), ManualHypervisor)
    assert isinstance(hypervisor_for("ma", dedicated=True), ManualHypervisor)
    settings.HYPERVISORS = {"ca": {"adapter": "vmware"}}
    with pytest.raises(ImproperlyConfigured):
        hypervisor_for("ca")


def test_what_is_wrong_in_the_settings_is_said_in_words(settings):
    settings.HYPERVISORS = {"ma": {"adapter": "libvirt", "pol": "x"}, "ca": {"adapter": "vmware"}}
    said = " ".join(error.msg for error in choosing.faults())
    for word in ("«pol» is not known", "«uri» is missing", "«network» is missing", "«vmware»"):
        assert word in said
    settings.HYPERVISORS, settings.DEMO = {"ma": {"adapter": "sandbox"}}, False
    assert len(choosing.faults()) == 2, "a sandbox runs no machine in production"


# --- what libvirt is told -----------------------------------------------------------------------------------
def test_the_interface_may_only_use_the_addresses_of_its_server():
    interface = described().find("devices/interface")
    filtered = interface.find("filterref")
    assert filtered.get("filter") == "clean-traffic"
    assert [p.get("value") for p in filtered] == ["198.51.100.10", "198.51.100.11"]
    assert interface.find("bandwidth/inbound").get("average") == str(200 * 125)
    assert interface.find("source").get("bridge") == "br0"


def test_everything_follows_from_our_reference_so_that_a_second_try_finds_it():
    root = described()
    assert root.findtext("name") == WANTED.reference
    assert root.findtext("uuid") == uuid_of(WANTED.reference) == uuid_of(WANTED.reference)
    assert root.find("devices/interface/mac").get("address") == mac_of(WANTED.reference)
    assert root.find(f"metadata/{{{xml.NAMESPACE}}}server").get("reference") == WANTED.reference
    assert xml.mark_of(xml.mark(WANTED.reference, ("tsk_1", "tsk_2"))) == (
        WANTED.reference,
        ("tsk_1", "tsk_2"),
    )


def test_the_screen_listens_on_the_host_alone_and_a_hostile_name_stays_text():
    root = described()
    assert root.find("devices/graphics").get("listen") == "127.0.0.1"
    assert root.findtext("title") == WANTED.hostname


def test_another_size_keeps_everything_else():
    before = xml.text(described())
    after = xml.resized(before, Wanted("srv_0", "x", "ma", "", 8, 16, 320, 400))
    assert xml.size_of(before) == (2, 4)
    assert xml.size_of(after) == (8, 16)
    assert etree.fromstring(after).find("devices/interface/bandwidth/outbound").get("average") == str(
        400 * 125
    )
    assert etree.fromstring(after).findtext("uuid") == uuid_of(WANTED.reference)


def test_the_seed_says_who_signs_in_and_which_addresses_and_holds_no_password():
    files = seed.contents(WANTED, "srv_1-tsk_2")
    user = json.loads(files["user-data"].removeprefix("#cloud-config\n"))
    assert user["users"][0]["ssh_authorized_keys"] == ["ssh-ed25519 AAAA x"]
    assert user["users"][0]["hashed_passwd"] == "$6$salt$hash"
    network = json.loads(files["network-config"])["ethernets"]["eth0"]
    assert network["addresses"] == ["198.51.100.10/24", "198.51.100.11/24"]
    assert network["match"]["macaddress"] == mac_of(WANTED.reference)
    assert json.loads(files["meta-data"])["instance-id"] == "srv_1-tsk_2"


# --- reverse names ------------------------------------------------------------------------------------------
def powerdns(answers) -> tuple[PowerDns, list]:
    asked: list = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path, request.content))
        return answers(request)

    return PowerDns(httpx.MockTransport(answer)), asked


def zones(request: httpx.Request) -> httpx.Response:
    names = ["100.51.198.in-addr.arpa.", "198.in-addr.arpa."]
    return (
        httpx.Response(200, json=[{"name": name} for name in names])
        if request.method == "GET"
        else httpx.Response(204)
    )


def test_a_reverse_name_replaces_the_record_in_the_longest_zone_of_ours():
    adapter, asked = powerdns(zones)
    adapter.set_name("198.51.100.10", "srv1.example.ma", "tsk_1", ORDERED)
    method, path, content = asked[-1]
    change = json.loads(content)["rrsets"][0]
    assert (method, path.rpartition("/")[2]) == ("PATCH", "100.51.198.in-addr.arpa.")
    assert (change["name"], change["changetype"]) == ("10.100.51.198.in-addr.arpa.", "REPLACE")
    assert change["records"][0]["content"] == "srv1.example.ma."
    adapter.set_name("198.51.100.10", "", "tsk_2", ORDERED)
    assert json.loads(asked[-1][2])["rrsets"][0]["changetype"] == "DELETE"


def test_an_address_that_is_not_ours_is_refused_and_a_server_that_is_down_is_asked_again():
    adapter, _asked = powerdns(zones)
    with pytest.raises(PortRefused):
        adapter.set_name("192.0.2.1", "srv1.example.ma", "tsk_1", ORDERED)
    adapter, _asked = powerdns(lambda request: httpx.Response(502))
    with pytest.raises(PortUnavailable):
        adapter.set_name("198.51.100.10", "srv1.example.ma", "tsk_1", ORDERED)
