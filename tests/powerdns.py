"""A PowerDNS of the tests' own: Debian's server on free loopback ports, with its HTTP interface and an SQLite file."""

import shutil
import socket
import sqlite3
import subprocess
from pathlib import Path

import dns.message
import dns.query
import httpx
import pytest

SCHEMA = Path("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql")
KEY = "tests-only"


class PowerDnsServer:
    """A server that can be stopped, killed and started again; it keeps its zones."""

    def __init__(self, folder: Path):
        self.folder, self.process = folder, None
        self.dns_port, self.web_port = _free_ports()
        with sqlite3.connect(folder / "zones.sqlite3") as file:
            file.executescript(SCHEMA.read_text())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def start(self) -> None:
        """Run it, and wait until it answers; the kernel stops it when the tests are killed."""
        options = {
            "config-dir": self.folder, "socket-dir": self.folder, "launch": "gsqlite3",
            "gsqlite3-database": self.folder / "zones.sqlite3", "gsqlite3-dnssec": "yes", "api": "yes", "api-key": KEY,
            "local-address": "127.0.0.1", "local-port": self.dns_port, "webserver-address": "127.0.0.1",
            "webserver-port": self.web_port, "daemon": "no", "guardian": "no", "write-pid": "no",
            "disable-syslog": "yes", "cache-ttl": 0, "query-cache-ttl": 0, "negquery-cache-ttl": 0,
            "zone-cache-refresh-interval": 0,
        }  # fmt: skip
        program = shutil.which("pdns_server", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        if program is None:
            pytest.fail(
                "PowerDNS is missing: apt-get install pdns-server pdns-backend-sqlite3 (make test does it as root)"
            )
        command = ["setpriv", "--pdeathsig", "TERM", program, *(f"--{k}={v}" for k, v in options.items())]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]

    def stop(self) -> None:
        """End it, and wait."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def api(self, method: str, path: str, body=None) -> httpx.Response:
        """The server's own interface, behind the portal's back."""
        base = f"{self.url}/api/v1/servers/localhost"
        return httpx.request(method, f"{base}{path}", json=body, headers={"X-API-Key": KEY}, trust_env=False)

    def query(self, name: str, kind: str, **options) -> dns.message.Message:
        """A question over DNS."""
        asked = dns.message.make_query(name, kind, **options)
        said, _tcp = dns.query.udp_with_fallback(asked, "127.0.0.1", port=self.dns_port, timeout=5)
        return said

    def values(self, name: str, kind: str) -> list[str]:
        """What it answers, as text."""
        return sorted(item.to_text() for s in self.query(name, kind).answer for item in s)

    def _answers(self) -> bool:
        try:
            return self.api("GET", "/zones").is_success
        except httpx.TransportError:
            return False


def _free_ports() -> tuple[int, int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = tuple(probe.getsockname()[1] for probe in probes)
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(scope="session")
def powerdns_server(tmp_path_factory):
    server = PowerDnsServer(tmp_path_factory.mktemp("powerdns"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def powerdns(powerdns_server, settings) -> PowerDnsServer:
    """The portal speaks to this PowerDNS, which runs and holds no zone."""
    if powerdns_server.process is None:
        powerdns_server.start()
    for zone in powerdns_server.api("GET", "/zones").json():
        powerdns_server.api("DELETE", f"/zones/{zone['id']}")
    settings.DNS_ADAPTER, settings.POWERDNS_API_KEY = "powerdns", KEY
    settings.POWERDNS_URL = powerdns_server.url
    settings.DNS_QUERIED = [f"127.0.0.1#{powerdns_server.dns_port}"]
    return powerdns_server
