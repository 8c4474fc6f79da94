"""Whether name servers answer for a name: asked of a real server on the loopback, which is told to misbehave."""

import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from domains.managing import lookups

ZONE = "atlas.com"


class Server:
    """A name server of one zone: `mood` says how it answers."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port, self.mood, self.asked = self.socket.getsockname()[1], "good", 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                packet, whence = self.socket.recvfrom(4096)
            except OSError:
                return
            if packet == b"stop":
                return
            self.asked += 1
            if answer := self._answer(packet):
                self.socket.sendto(answer, whence)

    def _answer(self, packet: bytes) -> bytes:
        if self.mood in {"silent", "noise"}:
            return b"" if self.mood == "silent" else b"\x00noise"
        answer = dns.message.make_response(dns.message.from_wire(packet))
        if self.mood == "lame":
            answer.set_rcode(dns.rcode.REFUSED)
        elif self.mood != "empty":
            soa = f"{ZONE}. 300 IN SOA ns1.{ZONE}. hostmaster.{ZONE}. 1 7200 900 1209600 300"
            answer.answer.append(dns.rrset.from_text(*soa.split(" ", 4)))
        if self.mood != "cache":
            answer.flags |= dns.flags.AA
        return answer.to_wire()

    def stop(self) -> None:
        self.socket.sendto(b"stop", ("127.0.0.1", self.port))
        self.thread.join()
        self.socket.close()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(lookups, "PATIENCE", 0.3)
    running = Server()
    yield running
    running.stop()


def ask(server, address="127.0.0.1", allowed=lambda address: True):
    return lookups.silent_hosts(ZONE, [{"name": f"ns1.{ZONE}", "addresses": [address]}], server.port, allowed)


def test_a_server_that_answers_with_authority_is_fine(server):
    assert ask(server) == []


@pytest.mark.parametrize("mood", ["silent", "noise", "lame", "cache", "empty"])
def test_one_that_does_not_is_named(server, mood):
    server.mood = mood
    (words,) = ask(server)
    assert f"ns1.{ZONE}" in words


def test_an_address_inside_our_own_network_is_never_asked(server):
    (words,) = lookups.silent_hosts(ZONE, [{"name": f"ns1.{ZONE}", "addresses": ["127.0.0.1"]}], server.port)
    assert words
    assert server.asked == 0
