"""A real libvirtd and QEMU: a cloud server is ordered, boots, reads its seed, is managed, is destroyed (SRV-A1)."""

import io
import re
import time

import libvirt
import pytest
from passlib.hash import sha512_crypt
from PIL import Image as Picture

from core import clock, worker
from core.ports import PortRefused
from servers.access import codes
from servers.ending import decisions
from servers.flows import servers
from servers.hypervisor import hypervisor_for
from servers.hypervisor.libvirt.names import disk_of, seed_of
from servers.lifecycle.calls import wanted_of
from servers.managing import acts, usage
from servers.models import AccessCode, Sample
from tests.servers_at_work import ORDERED, act, again, bought, mails

pytestmark = pytest.mark.django_db
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO9c1TnfWp0mTyIv0nW0c8lW0kQp3sM2oVQ2o0b0Zq1f amina@argan"
READY, PATIENCE = "guest is ready", 60


def log_of(site, server) -> str:
    path = site.folder / "logs" / f"{server.public_id}.log"
    return path.read_text(errors="replace") if path.exists() else ""


def booted(site, server) -> str:
    """What the guest has said on its serial line, once it is up."""
    deadline = time.monotonic() + PATIENCE
    while READY not in (said := log_of(site, server)):
        assert time.monotonic() < deadline, said[-2000:]
        time.sleep(0.2)
    return said


def volumes(site) -> set[str]:
    connection = libvirt.open(site.uri)
    pool = connection.storagePoolLookupByName("servers")
    pool.refresh(0)
    found = set(pool.listVolumes())
    connection.close()
    return found


@pytest.fixture
def server(site, customer, owner):
    return bought(customer, owner, code="c1", ssh_keys=KEY)


def test_an_ordered_server_boots_and_reads_its_own_seed(site, server):
    assert server.state == "active"
    assert mails(server) == ["servers.activated"]
    said = booted(site, server)
    assert server.hostname in said
    assert KEY in said
    assert f'"{server.addresses.get().ip}/24"' in said
    assert server.public_id in said
    password = codes.open_once(AccessCode.objects.get(server=server), act(ORDERED))
    hashed = re.search(r'"hashed_passwd": "([^"]+)"', said).group(1)
    assert sha512_crypt.verify(password, hashed)
    assert password not in said


def test_asked_a_second_time_it_is_the_same_machine_and_one_half_made_is_completed(site, server):
    hypervisor, wanted = hypervisor_for("ma"), wanted_of(again(server))
    connection = libvirt.open(site.uri)
    before = connection.lookupByName(server.public_id).ID()
    assert hypervisor.create(wanted, ORDERED).state == "running"
    assert connection.lookupByName(server.public_id).ID() == before
    domain = connection.lookupByName(server.public_id)
    domain.destroy()
    domain.undefine()  # its disks are left, as after a kill between disk and domain
    assert hypervisor.create(wanted, ORDERED).state == "running"
    connection.close()
    assert volumes(site) == {disk_of(server.public_id), seed_of(server.public_id)}


def test_power_console_and_counters(site, server):
    booted(site, server)
    now = ORDERED + clock.days(1)
    screen = hypervisor_for("ma").console(server.public_id, now)
    assert READY in screen.text
    assert Picture.open(io.BytesIO(screen.picture)).size[0] > 300
    assert usage.read_all(act(now)) == 1
    assert Sample.objects.get(server=server).disk > 0
    acts.ask_power(again(server), act(now), kind="stop")
    worker.settle(now)
    assert again(server).power == "stopped", "a guest that does not listen is cut off"
    with pytest.raises(PortRefused):
        hypervisor_for("ma").console(server.public_id, now)
    acts.ask_power(again(server), act(now), kind="start")
    worker.settle(now)
    assert again(server).power == "running"


def test_installed_anew_its_disk_is_empty_and_made_larger_it_keeps_what_it_has(site, server):
    booted(site, server)
    hypervisor, wanted = hypervisor_for("ma"), wanted_of(again(server))
    hypervisor.reboot(server.public_id, "tsk_1", ORDERED)
    deadline = time.monotonic() + PATIENCE
    while "disk says: used before" not in log_of(site, server):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    (site.folder / "logs" / f"{server.public_id}.log").write_text("")
    for _twice in range(2):
        hypervisor.rebuild(wanted, "tsk_2", ORDERED)
    said = booted(site, server)
    assert said.count("disk says:") == 1, "the same key again does nothing"
    assert "used before" not in said
    assert f"{server.public_id}-tsk_2" in said, "cloud-init starts from the beginning"
    larger = wanted_of(again(server), cpus=2, ram=2, disk=80)
    hypervisor.resize(larger, "tsk_3", ORDERED)
    connection = libvirt.open(site.uri)
    info = connection.lookupByName(server.public_id).info()
    assert (info[1] // 1024**2, info[3]) == (2, 2)
    connection.close()
    with pytest.raises(PortRefused) as refusal:
        hypervisor.resize(wanted, "tsk_4", ORDERED)
    assert refusal.value.code == "smaller"


def test_a_terminated_server_leaves_nothing_behind(site, server):
    now = ORDERED + clock.days(2)
    servers.verbs["enter_decision"](again(server), act(now, "usr_one"), ground="aup_breach", detail="spam")
    decisions.execute(server.decisions.get(), act(now, "usr_two"))
    worker.settle(now)
    assert again(server).state == "terminated"
    assert hypervisor_for("ma").find(server.public_id, now) is None
    assert volumes(site) == set()
    hypervisor_for("ma").destroy(server.public_id, now)  # what is gone, is gone


def test_a_host_that_is_down_delays_the_server_and_loses_nothing(site, settings, customer, owner):
    settings.HYPERVISORS = {"ma": site.entry() | {"uri": "qemu+unix:///session?socket=/nowhere/libvirt-sock"}}
    server = bought(customer, owner, code="c1")
    assert server.state == "provisioning"
    assert server.call_error.startswith("PortUnavailable")
    settings.HYPERVISORS = {"ma": site.entry()}
    worker.settle(server.call_at)
    assert again(server).state == "active"
    assert hypervisor_for("ma").find(server.public_id, ORDERED).state == "running"
