"""Authorities of the tests' own that speak ACME: Debian's pebble, and acme2certifier, on free loopback ports.

Both look for proofs in the DNS and on the web sites of `Names`, a pebble-challtestsrv. Pebble demands an external
account, refuses half of the nonces, blocks a name and issues for five minutes; it forgets everything at every start.
acme2certifier keeps its book in SQLite, has renewal information and a revocation list.
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from tests.self_signed import issuing_authority, server_certificate, trusting

KID, HMAC = "kid-1", base64.urlsafe_b64encode(secrets.token_bytes(48)).decode()
BLOCKED = "blocked.example.ma"
LIFE = 300
CODES = ("sectigo", "digicert")  # the authorities that the demo's products name
BIN = "/usr/bin:/usr/local/bin"
PATIENCE = 30


class Program:
    """A process on loopback that can be stopped and started again; the kernel ends it when the tests are killed."""

    def __init__(self, folder: Path):
        self.folder, self.process = folder, None

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        """Run it, and wait until it answers."""
        environment = {**os.environ, **self.environment()}
        with (self.folder / f"{type(self).__name__}.log").open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *self.command()], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, env=environment, cwd=self.folder,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def stop(self) -> None:
        """End it, and wait."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def said(self) -> str:
        """The end of its log."""
        return (self.folder / f"{type(self).__name__}.log").read_text()[-3000:]

    def _answers(self) -> bool:
        try:
            return self.answers()
        except httpx.TransportError:
            return False


class Names(Program):
    """The DNS and the web sites of every name in the world (pebble-challtestsrv)."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.dns_port, self.http_port, self.port = free_ports(3)

    def command(self) -> list[str]:
        return [
            installed("pebble-challtestsrv"), "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "",
            "-dns01", f"127.0.0.1:{self.dns_port}", "-http01", f"127.0.0.1:{self.http_port}", "-https01", "",
            "-tlsalpn01", "", "-management", f"127.0.0.1:{self.port}",
        ]  # fmt: skip

    def answers(self) -> bool:
        return self.tell("clear-txt", host="nobody.") is not None

    def tell(self, what: str, **facts) -> httpx.Response:
        return httpx.post(
            f"http://127.0.0.1:{self.port}/{what}", json=facts, trust_env=False
        ).raise_for_status()

    def record(self, host: str, value: str) -> None:
        self.tell("set-txt", host=f"{host}.", value=value)

    def file(self, path: str, value: str) -> None:
        self.tell("add-http01", token=path.rpartition("/")[2], content=value)

    def place(self, challenge) -> None:
        """Put in place what an authority asks for: a `Challenge`, or the row that the customer sees."""
        if challenge.method == "dns":
            self.record(challenge.host, challenge.value)
        else:
            self.file(challenge.path, challenge.value)


class Pebble(Program):
    """Debian's test authority of RFC 8555, strict."""

    def __init__(self, folder: Path, names: Names):
        super().__init__(folder)
        self.names = names
        self.port, self.management = free_ports(2)
        server_certificate(folder)

    def environment(self) -> dict[str, str]:
        return {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "50", "PEBBLE_AUTHZREUSE": "100"}

    def command(self) -> list[str]:
        settings = {
            "listenAddress": f"127.0.0.1:{self.port}", "managementListenAddress": f"127.0.0.1:{self.management}",
            "certificate": "server.pem", "privateKey": "server.key", "httpPort": self.names.http_port, "tlsPort": 1,
            "ocspResponderURL": "", "externalAccountBindingRequired": True, "externalAccountMACKeys": {KID: HMAC},
            "certificateValidityPeriod": LIFE, "domainBlocklist": [BLOCKED],
        }  # fmt: skip
        (self.folder / "pebble.json").write_text(json.dumps({"pebble": settings}))
        resolver = f"127.0.0.1:{self.names.dns_port}"
        return [installed("pebble"), "-config", "pebble.json", "-dnsserver", resolver, "-strict"]

    def answers(self) -> bool:
        return self._get(self.port, "/dir").is_success

    @property
    def entry(self) -> dict:
        return entry_of(self.folder, f"https://127.0.0.1:{self.port}/dir")

    def status(self, serial: str) -> dict:
        """What the authority's own book says of a certificate."""
        return self._get(self.management, f"/cert-status-by-serial/{serial}").raise_for_status().json()

    def _get(self, port: int, path: str) -> httpx.Response:
        return httpx.get(f"https://127.0.0.1:{port}{path}", verify=trusting(self.folder), trust_env=False)


class Acme2certifier(Program):
    """An authority with renewal information (RFC 9773) and a revocation list."""

    def __init__(self, folder: Path, names: Names):
        super().__init__(folder)
        self.names = names
        (self.port,) = free_ports(1)
        server_certificate(folder)
        issuing_authority(folder)

    def environment(self) -> dict[str, str]:
        return {"ACME_SRV_CONFIGFILE": str(self.folder / "acme_srv.cfg"), "PYTHONDONTWRITEBYTECODE": "1"}

    def command(self) -> list[str]:
        (self.folder / "eab.json").write_text(json.dumps({KID: HMAC}))
        (self.folder / "issued").mkdir(exist_ok=True)
        sections = {
            "DBhandler": {"handler": "wsgi", "dbfile": self.folder / "book.sqlite3"},
            "CAhandler": {
                "handler_module": "acme2certifier.cahandlers.openssl_ca_handler",
                "issuing_ca_key": self.folder / "ca.key", "issuing_ca_cert": self.folder / "ca.pem",
                "issuing_ca_crl": self.folder / "crl.pem", "cert_validity_days": 30,
                "cert_save_path": self.folder / "issued",
            },
            "EABhandler": {
                "eab_handler_module": "acme2certifier.eabhandlers.json_handler", "key_file": self.folder / "eab.json",
            },
            "Challenge": {"dns_server_list": '["127.0.0.1"]', "dns_validation_pause_timer": 0},
            "Renewalinfo": {"renewalthreshold_pctg": 50},
        }  # fmt: skip
        lines = [
            f"[{name}]\n" + "".join(f"{k}: {v}\n" for k, v in facts.items())
            for name, facts in sections.items()
        ]
        (self.folder / "acme_srv.cfg").write_text("[DEFAULT]\ndebug: False\n\n" + "\n".join(lines))
        script = Path(__file__).with_name("acme2certifier_server.py")
        return [
            sys.executable, str(script), str(self.port), str(self.names.dns_port), str(self.folder / "server.pem"),
            str(self.folder / "server.key"),
        ]  # fmt: skip

    def answers(self) -> bool:
        url = f"https://127.0.0.1:{self.port}/directory"
        return httpx.get(url, verify=trusting(self.folder), trust_env=False).is_success

    @property
    def entry(self) -> dict:
        return entry_of(self.folder, f"https://127.0.0.1:{self.port}/directory")

    def revocation_list(self) -> x509.CertificateRevocationList:
        return x509.load_pem_x509_crl((self.folder / "crl.pem").read_bytes())


def installed(program: str) -> str:
    found = shutil.which(program, path=BIN)
    if found is None:
        pytest.fail(f"{program} is missing: apt-get install pebble (make test does it as root)")
    return found


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def entry_of(folder: Path, directory: str) -> dict:
    """An entry of settings.AUTHORITIES; its files lie in the authority's folder."""
    (folder / "hmac").write_text(HMAC + "\n")
    return {
        "adapter": "acme", "directory": directory, "eab_kid": KID, "eab_key_file": str(folder / "hmac"),
        "ca_file": str(folder / "server.pem"), "contact": ["hostmaster@portal.example"],
    }  # fmt: skip


@pytest.fixture(scope="session")
def names_of_the_world(tmp_path_factory):
    names = Names(tmp_path_factory.mktemp("names"))
    names.start()
    yield names
    names.stop()


@pytest.fixture(scope="session")
def pebble_server(tmp_path_factory, names_of_the_world):
    server = Pebble(tmp_path_factory.mktemp("pebble"), names_of_the_world)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def acme2certifier_server(tmp_path_factory, names_of_the_world):
    server = Acme2certifier(tmp_path_factory.mktemp("acme2certifier"), names_of_the_world)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def pebble(pebble_server, settings) -> Pebble:
    """The portal's certificates are issued by this pebble, which runs."""
    return _in_charge(pebble_server, settings)


@pytest.fixture
def acme2certifier(acme2certifier_server, settings) -> Acme2certifier:
    """The portal's certificates are issued by this acme2certifier, which runs."""
    return _in_charge(acme2certifier_server, settings)


def _in_charge(server, settings):
    if server.process is None:
        server.start()
    settings.AUTHORITIES = dict.fromkeys(CODES, server.entry)
    return server
