"""The Proxmox adapter against an API made of its documentation: this proves our half of the conversation only."""

import json

import httpx
import pytest

from core.ports import PortRefused, PortUnavailable
from servers.hypervisor import HypervisorFull, Link, Wanted
from servers.hypervisor.proxmox import ProxmoxHypervisor, faults
from tests.servers_at_work import ORDERED

ENTRY = {"url": "https://pve.example.ca:8006", "node": "pve1", "token": "portal@pve!servers=x", "storage": "zfs",
         "bridge": "vmbr0"}  # fmt: skip
WANTED = Wanted("srv_0123456789abcdef", "srv1.example.ma", "ca", "9000", 2, 4, 80, 200,
                links=(Link("203.0.113.10", 24, "203.0.113.1"),), ssh_keys=("ssh-ed25519 AAAA x",))  # fmt: skip


class Node:
    """What the documentation says of a node, in a few lines."""

    def __init__(self):
        self.machines, self.made_for, self.asked, self.answer = {}, {}, [], None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.path.partition("/pve1")[2], dict(httpx.QueryParams(request.content.decode()))
        self.asked.append((request.method, path))
        if self.answer:
            return self.answer
        if (request.method, path) == ("GET", "/qemu"):
            return httpx.Response(200, text=json.dumps({"data": list(self.machines.values())}))
        if path.endswith("/clone"):
            self.machines[body["newid"]] = {
                "vmid": int(body["newid"]),
                "name": body["name"],
                "status": "stopped",
            }
            self.made_for[body["newid"]] = body["description"]
        if (request.method, path.split("/")[-1]) == ("GET", "config"):
            return httpx.Response(
                200, json={"data": {"description": self.made_for[path.split("/")[2]] + "\n"}}
            )
        number = path.split("/")[2]
        if path.endswith("/status/start"):
            self.machines[number]["status"] = "running"
        if path.endswith("/status/stop"):
            self.machines[number]["status"] = "stopped"
        if request.method == "DELETE":
            del self.machines[number]
        return httpx.Response(200, json={"data": "UPID"})


@pytest.fixture
def node():
    return Node()


@pytest.fixture
def hypervisor(node):
    return ProxmoxHypervisor("ca", ENTRY, httpx.MockTransport(node))


def test_cloned_once_then_sized_and_started(hypervisor, node):
    states = [hypervisor.create(WANTED, ORDERED).state for _n in range(4)]
    assert states == ["building", "building", "running", "running"]
    assert [path for _method, path in node.asked if path.endswith("/clone")] == ["/qemu/9000/clone"]
    assert hypervisor.find(WANTED.reference, ORDERED).state == "running"


def test_installed_anew_once_for_each_order(hypervisor, node):
    for _n in range(3):
        hypervisor.create(WANTED, ORDERED)
    node.asked.clear()
    tried = 0
    while True:
        try:
            state = hypervisor.rebuild(WANTED, "tsk_1", ORDERED).state
            break
        except PortUnavailable:
            tried += 1
    acts = [
        path.rpartition("/")[2] if method != "DELETE" else "deleted"
        for method, path in node.asked
        if method != "GET"
    ]
    assert (state, tried) == ("running", 4)
    assert acts == ["stop", "deleted", "clone", "config", "resize", "start"]
    assert hypervisor.rebuild(WANTED, "tsk_1", ORDERED).state == "running", "asked again it is not done again"
    with pytest.raises(PortUnavailable):
        hypervisor.rebuild(WANTED, "tsk_2", ORDERED)


def test_destroyed_after_it_has_stopped_and_twice_is_once(hypervisor, node):
    for _n in range(3):
        hypervisor.create(WANTED, ORDERED)
    with pytest.raises(PortUnavailable):
        hypervisor.destroy(WANTED.reference, ORDERED)
    hypervisor.destroy(WANTED.reference, ORDERED)
    hypervisor.destroy(WANTED.reference, ORDERED)
    assert node.machines == {}


ERRORS = [(500, "no space left", HypervisorFull), (503, "", PortUnavailable), (401, "no ticket", PortRefused)]


@pytest.mark.parametrize(("status", "text", "error"), ERRORS)
def test_its_errors_in_the_ports_words(hypervisor, node, status, text, error):
    node.answer = httpx.Response(status, text=text)
    with pytest.raises(error):
        hypervisor.create(WANTED, ORDERED)


def test_what_its_table_lacks_is_said():
    assert faults("ca", ENTRY) == []
    assert faults("ca", {}) != []
