"""Proxmox VE over its HTTP API, written from the public API documentation and **unproved**: it has met no server.

    [ca]
    adapter = "proxmox"
    url = "https://pve.example.ca:8006"
    node = "pve1"
    token = "portal@pve!servers=…"      # an API token with rights on the pool
    storage = "local-zfs"
    bridge = "vmbr0"
    first_id = 100000                   # our machines' numbers begin here

A system's `source` is the number of a template with cloud-init. A machine is found again by our reference, which is its
name with `-` for `_`; acts that are done once leave their key among its tags, installing anew in its description. Above
all unproved: that a number is free again as soon as the node no longer lists the machine that was deleted.
"""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from core.ports import PortRefused, PortUnavailable
from servers.terms import RUNNING as TERMS

from .port import BUILDING, RUNNING, STOPPED, Guest, HypervisorFull, Screen, Usage, Wanted

NEEDED = ("url", "node", "token", "storage", "bridge")
MEGABYTES, IDS, TEMPORARY, UNKNOWN = 1024, 800_000, 500, 404


def opened(site: str, entry: Mapping[str, Any]) -> "ProxmoxHypervisor":
    """The adapter of one site."""
    return ProxmoxHypervisor(site, entry)


def faults(site: str, entry: Mapping[str, Any]) -> list[str]:
    """What is missing, in words."""
    return [f"{site}: «{name}» is missing." for name in NEEDED if not entry.get(name)]


class ProxmoxHypervisor:
    """One node. Long work is a task there: while it runs the machine is `building`, and the portal asks again."""

    def __init__(self, site: str, entry: Mapping[str, Any], transport: httpx.BaseTransport | None = None):
        self.site, self.entry = site, entry
        self.client = httpx.Client(
            base_url=f"{entry['url']}/api2/json/nodes/{entry['node']}", transport=transport,
            headers={"Authorization": f"PVEAPIToken={entry['token']}"}, timeout=TERMS.patience.total_seconds(),
        )  # fmt: skip

    def create(self, wanted: Wanted, now: datetime) -> Guest:
        """Clone the template, then set size, seed and disk, then start; each look does the next of it."""
        return self._build(wanted, self._find(wanted.reference), wanted.reference)

    def _build(self, wanted: Wanted, found: Mapping[str, Any] | None, key: str) -> Guest:
        """The next step to a running clone; its description says which order it was made for."""
        number = self._number(wanted.reference)
        if found is None:
            clone = {"newid": number, "name": _name(wanted.reference), "description": key, "full": 1,
                     "storage": self.entry["storage"]}  # fmt: skip
            self._ask("POST", f"/qemu/{quote(wanted.image)}/clone", clone)
            return Guest(wanted.reference, BUILDING)
        if found.get("lock"):
            return Guest(wanted.reference, BUILDING)
        if found["status"] != "running":
            self._ask("POST", f"/qemu/{number}/config", self._config(wanted))
            self._ask("PUT", f"/qemu/{number}/resize", {"disk": "scsi0", "size": f"{wanted.disk}G"})
            self._ask("POST", f"/qemu/{number}/status/start")
            return Guest(wanted.reference, BUILDING)
        return Guest(wanted.reference, RUNNING)

    def find(self, reference: str, now: datetime) -> Guest | None:
        """As the node lists it."""
        found = self._find(reference)
        return _guest(reference, found) if found else None

    def start(self, reference: str, key: str, now: datetime) -> Guest:
        """Power on."""
        if self._known(reference)["status"] != "running":
            self._ask("POST", f"/qemu/{self._number(reference)}/status/start")
        return Guest(reference, RUNNING)

    def stop(self, reference: str, key: str, now: datetime) -> Guest:
        """Shut down, cut off where the guest does not listen."""
        if self._known(reference)["status"] == "running":
            patience = {"timeout": int(TERMS.patience.total_seconds()), "forceStop": 1}
            self._ask("POST", f"/qemu/{self._number(reference)}/status/shutdown", patience)
        return Guest(reference, STOPPED)

    def reboot(self, reference: str, key: str, now: datetime) -> Guest:
        """Restart, once for each key."""
        found = self._known(reference)
        if found["status"] != "running":
            raise PortRefused("stopped", reference)
        if self._first_time(found, key):
            self._ask("POST", f"/qemu/{self._number(reference)}/status/reboot")
        return Guest(reference, RUNNING)

    def rebuild(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Stop it, delete it, clone its template under the same number; each look does the next of it."""
        found, number = self._find(wanted.reference), self._number(wanted.reference)
        if found and found.get("lock"):
            raise PortUnavailable(f"{wanted.reference}: the node is at work on it")
        made_for = self._ask("GET", f"/qemu/{number}/config").get("description", "") if found else key
        if made_for.strip() != key:
            self._take_down(found, number)
            raise PortUnavailable(f"{wanted.reference}: being taken down before it is made anew")
        guest = self._build(wanted, found, key)
        if guest.state == BUILDING:
            raise PortUnavailable(f"{wanted.reference}: being made anew")
        return guest

    def resize(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Another size; a disk only grows."""
        found, number = self._known(wanted.reference), self._number(wanted.reference)
        if found.get("maxdisk", 0) > wanted.disk * MEGABYTES**3:
            raise PortRefused("smaller", wanted.reference)
        self._ask("POST", f"/qemu/{number}/config", {"cores": wanted.cpus, "memory": wanted.ram * MEGABYTES})
        self._ask("PUT", f"/qemu/{number}/resize", {"disk": "scsi0", "size": f"{wanted.disk}G"})
        if self._first_time(found, key):
            self._ask("POST", f"/qemu/{number}/status/reboot")
        return Guest(wanted.reference, RUNNING)

    def set_password(self, reference: str, password: str, key: str, now: datetime) -> None:
        """Through the guest agent."""
        self._known(reference)
        path = f"/qemu/{self._number(reference)}/agent/set-user-password"
        self._ask("POST", path, {"username": "root", "password": password})

    def destroy(self, reference: str, now: datetime) -> None:
        """Stopped, then purged with its disks; what is gone, is gone."""
        found, number = self._find(reference), self._number(reference)
        if found is not None and not self._take_down(found, number):
            raise PortUnavailable(f"{reference}: being stopped before it is destroyed")

    def _take_down(self, found: Mapping[str, Any], number: int) -> bool:
        """Stop it, or delete it where it has stopped; whether it is being deleted."""
        if found["status"] == "running":
            self._ask("POST", f"/qemu/{number}/status/stop")
            return False
        self._ask("DELETE", f"/qemu/{number}?purge=1&destroy-unreferenced-disks=1")
        return True

    def console(self, reference: str, now: datetime) -> Screen:
        """The API gives no snapshot of a screen, only a web socket that speaks VNC: its own pages show that."""
        raise PortRefused("unsupported", "console")

    def usage(self, references: Mapping[str, int], now: datetime) -> dict[str, Usage]:
        """One list for the node."""
        rows = {row.get("name"): row for row in self._ask("GET", "/qemu")}
        found = {ref: rows[_name(ref)] for ref in references if _name(ref) in rows}
        return {
            ref: Usage(row.get("netin", 0), row.get("netout", 0), row.get("disk", 0), round(row.get("cpu", 0) * 100))
            for ref, row in found.items() if row["status"] == "running"
        }  # fmt: skip

    def _config(self, wanted: Wanted) -> dict[str, Any]:
        """Size, network and cloud-init, as `qm set` knows them; keys are sent URL-encoded once more."""
        first = wanted.links[0] if wanted.links else None
        network = f"virtio,bridge={self.entry['bridge']},firewall=1,rate={wanted.bandwidth // 8}"
        config = {
            "cores": wanted.cpus,
            "memory": wanted.ram * MEGABYTES,
            "net0": network,
            "ciuser": "root",
            "agent": 1,
        }
        if first:
            config |= {"ipconfig0": f"ip={first.ip}/{first.prefix},gw={first.gateway}"}
            config |= {"nameserver": " ".join(first.resolvers)} if first.resolvers else {}
        if wanted.ssh_keys:
            config["sshkeys"] = quote("\n".join(wanted.ssh_keys), safe="")
        if wanted.password_hash:
            config["cipassword"] = wanted.password_hash
        return config

    def _number(self, reference: str) -> int:
        """A number that follows from our reference."""
        return int(self.entry.get("first_id", 100_000)) + zlib.crc32(reference.encode()) % IDS

    def _find(self, reference: str) -> dict[str, Any] | None:
        return next((row for row in self._ask("GET", "/qemu") if row.get("name") == _name(reference)), None)

    def _known(self, reference: str) -> dict[str, Any]:
        found = self._find(reference)
        if found is None:
            raise PortRefused("unknown", reference)
        return found

    def _first_time(self, found: Mapping[str, Any], key: str) -> bool:
        """Whether the key is not among its tags yet; it is afterwards."""
        tag, tags = key.replace("_", "-").lower(), [t for t in found.get("tags", "").split(";") if t]
        if tag in tags:
            return False
        self._ask("POST", f"/qemu/{found['vmid']}/config", {"tags": ";".join([*tags, tag])})
        return True

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self.client.request(method, path, data=body)
        except httpx.HTTPError as error:
            raise PortUnavailable(f"{self.site}: {error}") from error
        said = f"{self.site}: {answer.status_code} {answer.text[:200]}"
        if "not enough" in answer.text.lower() or "no space" in answer.text.lower():
            raise HypervisorFull(said)
        if answer.status_code >= TEMPORARY:
            raise PortUnavailable(said)
        if answer.is_error:
            raise PortRefused("unknown" if answer.status_code == UNKNOWN else "unsupported", said)
        return answer.json().get("data")


def _name(reference: str) -> str:
    return reference.replace("_", "-")


def _guest(reference: str, found: Mapping[str, Any]) -> Guest:
    state = RUNNING if found["status"] == "running" else STOPPED
    return Guest(reference, BUILDING if found.get("lock") else state)
