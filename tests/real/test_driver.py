"""libvirt's own test driver: its states and its XML parser, without any machine (SRV-3.2)."""

import pytest

from core.ports import PortRefused
from servers.hypervisor import Link, Wanted
from servers.hypervisor.libvirt.adapter import LibvirtHypervisor
from servers.hypervisor.libvirt.config import place
from tests.servers_at_work import ORDERED

ENTRY = {"uri": "test:///default", "pool": "default-pool", "images": "default-pool", "network": {"network": "default"},
         "type": "test", "cpu": "", "seed": False}  # fmt: skip
WANTED = Wanted("srv_0123456789abcdef", "srv1.example.ma", "ma", "", 2, 4, 80, 200,
                links=(Link("198.51.100.10", 24, "198.51.100.1"),))  # fmt: skip


@pytest.fixture
def hypervisor():
    """The driver's state lives in its process: each test leaves it as it was."""
    made = LibvirtHypervisor(place("ma", ENTRY))
    before = set(made.link.get().listDefinedDomains())
    yield made
    connection = made.link.get()
    for domain in connection.listAllDomains():
        if domain.name().startswith("srv_") and domain.name() not in before:
            if domain.isActive():
                domain.destroy()
            domain.undefine()
    made.link.close()


def test_made_found_stopped_started_and_taken_away(hypervisor):
    assert hypervisor.find(WANTED.reference, ORDERED) is None
    assert hypervisor.create(WANTED, ORDERED).state == "running"
    assert hypervisor.create(WANTED, ORDERED).state == "running"
    assert hypervisor.stop(WANTED.reference, "tsk_1", ORDERED).state == "stopped"
    assert hypervisor.start(WANTED.reference, "tsk_2", ORDERED).state == "running"
    hypervisor.destroy(WANTED.reference, ORDERED)
    hypervisor.destroy(WANTED.reference, ORDERED)
    assert hypervisor.find(WANTED.reference, ORDERED) is None


def test_a_restart_is_done_once_for_each_key(hypervisor):
    hypervisor.create(WANTED, ORDERED)

    def number() -> int:
        """Another one after each start."""
        return hypervisor.link.get().lookupByName(WANTED.reference).ID()

    hypervisor.reboot(WANTED.reference, "tsk_1", ORDERED)
    first = number()
    hypervisor.reboot(WANTED.reference, "tsk_1", ORDERED)
    assert number() == first
    hypervisor.reboot(WANTED.reference, "tsk_2", ORDERED)
    assert number() != first


def test_another_customers_domain_of_the_same_name_is_left_alone(hypervisor):
    connection = hypervisor.link.get()
    connection.defineXML(f"<domain type='test'><name>{WANTED.reference}</name><memory>1024</memory><os><type>hvm</type>"
                         "</os></domain>")  # fmt: skip
    for act in (
        lambda: hypervisor.create(WANTED, ORDERED),
        lambda: hypervisor.destroy(WANTED.reference, ORDERED),
    ):
        with pytest.raises(PortRefused):
            act()
    assert connection.lookupByName(WANTED.reference)


def test_what_is_not_known_is_refused_in_the_ports_words(hypervisor):
    with pytest.raises(PortRefused) as refusal:
        hypervisor.start("srv_ffffffffffffffff", "tsk_1", ORDERED)
    assert refusal.value.code == "unknown"
