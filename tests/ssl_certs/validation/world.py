"""A small Internet of the tests' own on loopback: a resolver, two name servers, web servers with and without TLS."""

import contextlib
import socket
import ssl
import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

RESOLVER, FIRST, SECOND, WEB = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.1"


class World:
    """`records[(name, type)]` is what the resolver and both name servers say; `only[address]` what one says instead.

    `broken` zones fail unless checking is disabled (the CD bit); `failing` ones fail always.
    """

    def __init__(self):
        self.records = defaultdict(list)
        self.only = defaultdict(dict)
        self.broken, self.failing, self.signed, self.silent = set(), set(), set(), set()
        self.pages, self.asked = {}, []
        self._stops = contextlib.ExitStack()

    # --- what is in it ------------------------------------------------------------------------------------
    def zone(self, name: str = "example.ma") -> None:
        """A zone with two name servers and a web site."""
        self.put("ma", "NS", "ns.ma.")
        self.put(name, "SOA", "ns1.host.ma. hostmaster.host.ma. 1 3600 600 86400 300")
        self.put(name, "NS", "ns1.host.ma.", "ns2.host.ma.")
        self.put("ns1.host.ma", "A", FIRST)
        self.put("ns2.host.ma", "A", SECOND)
        self.put(name, "A", WEB)

    def put(self, name: str, kind: str, *values: str) -> None:
        self.records[name, kind] = list(values)

    # --- how it runs --------------------------------------------------------------------------------------
    def start(self) -> None:
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        probe.bind((RESOLVER, 0))
        self.dns_port = probe.getsockname()[1]
        probe.close()
        for address in (RESOLVER, FIRST, SECOND):
            self._serve_dns(address)
        self.http_port = self._serve_web(None)
        self.https_port = self._serve_web(_tls())

    def stop(self) -> None:
        self._stops.close()

    def _serve_dns(self, address: str) -> None:
        door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        door.bind((address, self.dns_port))

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    wire, who = door.recvfrom(4096)
                    if not wire:
                        return
                    answer = self._answer(dns.message.from_wire(wire), address)
                    if answer:
                        door.sendto(answer.to_wire(), who)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()

        def stop() -> None:
            door.sendto(b"", door.getsockname())
            thread.join(5)
            door.close()

        self._stops.callback(stop)

    def _answer(self, query: dns.message.Message, address: str):
        question = query.question[0]
        name, kind = (
            question.name.to_text(omit_final_dot=True).lower(),
            dns.rdatatype.to_text(question.rdtype),
        )
        self.asked.append((address, name, kind))
        if address in self.silent:
            return None
        answer = dns.message.make_response(query)
        if any(_under(name, zone) for zone in self.failing):
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        if any(_under(name, zone) for zone in self.broken) and not query.flags & dns.flags.CD:
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer
        if any(_under(name, zone) for zone in self.signed):
            answer.flags |= dns.flags.AD
        self._fill(answer, name, kind, address)
        return answer

    def _fill(self, answer: dns.message.Message, name: str, kind: str, address: str) -> None:
        known = {**self.records, **self.only[address]}
        for _hop in range(5):
            if values := known.get((name, kind)):
                answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *values))
                return
            alias = known.get((name, "CNAME"))
            if not alias or kind == "CNAME":
                break
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", alias[0]))
            name = alias[0].rstrip(".")
        if not any(_under(known_name, name) and values for (known_name, _kind), values in known.items()):
            answer.set_rcode(dns.rcode.NXDOMAIN)

    def _serve_web(self, context: ssl.SSLContext | None) -> int:
        world, scheme = self, "https" if context else "http"

        class Site(BaseHTTPRequestHandler):
            def do_GET(self):
                host = self.headers["Host"].partition(":")[0]
                status, headers, body = world.pages.get((scheme, host, self.path), (404, {}, b"not here"))
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer((WEB, 0), Site)
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self._stops.callback(server.server_close)
        self._stops.callback(server.shutdown)
        return server.server_address[1]


def _under(name: str, zone: str) -> bool:
    return name == zone or name.endswith(f".{zone}")


def _tls() -> ssl.SSLContext:
    """A certificate that nobody trusts: authorities do not mind while they look for a file."""
    import tempfile

    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "self-signed")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.NamedTemporaryFile() as file:
        file.write(plain + made.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)
    return context
