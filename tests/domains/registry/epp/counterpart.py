"""A scripted EPP server: plays a registry over TLS, and every fault that a test asks of it.

It validates each request, and each answer of its own, against the IETF schemas where they are present
(EPP_SCHEMAS, or ../shared/epp-xsd beside the project). A transaction id that comes twice ends the connection.
"""

import os
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from lxml import etree

from .ledger import Answer, Ledger

EPP = "urn:ietf:params:xml:ns:epp-1.0"
OBJECTS = [f"urn:ietf:params:xml:ns:{name}-1.0" for name in ("domain", "contact", "host")]
EXTENSIONS = ["urn:ietf:params:xml:ns:secDNS-1.1", "urn:ietf:params:xml:ns:rgp-1.0"]
DCP = (
    "<dcp><access><all/></access><statement><purpose><prov/></purpose><recipient><ours/></recipient>"
    "<retention><stated/></retention></statement></dcp>"
)


@cache
def schema():
    """The schemas of EPP; None where they are not at hand."""
    folder = Path(os.environ.get("EPP_SCHEMAS") or Path(settings.BASE_DIR).parent / "shared" / "epp-xsd")
    path = folder / "epp.xsd"
    return etree.XMLSchema(etree.parse(path)) if path.exists() else None


@dataclass
class Fault:
    """What happens to the next command of that kind: `lose` the answer, `drop` it unread, `cut` after n bytes,
    answer a `code`, send `raw` bytes, or `hang`."""

    what: str
    how: str
    value: object = 0
    times: int = 1


@dataclass
class Script:
    """How the server behaves."""

    objects: list = field(default_factory=lambda: list(OBJECTS))
    extensions: list = field(default_factory=lambda: list(EXTENSIONS))
    languages: tuple = ("en", "fr")
    greeting: bytes | None = None  # other first bytes; b"" for a silence
    login: int = 1000
    session_limit: int = 100
    faults: list = field(default_factory=list)
    strict: bool = True
    ends_after_raw: bool = False
    ends_after_greeting: bool = False


class Counterpart:
    """The server; `said` lists the commands received, `ledger` is the registry's book."""

    def __init__(self, certificate, key, client_authority=""):
        self.script, self.ledger, self.said, self.requests = Script(), Ledger(), [], []
        self.logins, self.live, self.trids, self.wrong = 0, set(), set(), []
        self.lock = threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        if client_authority:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_authority)
        self.context, self.listener = context, socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.hang_up()
        self.thread.join(5)

    def hang_up(self) -> None:
        """End every connection, as a restart does."""
        with self.lock:
            live, self.live = self.live, set()
        for one in live:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def fault(self, what: str, how: str, value: object = 0, times: int = 1) -> None:
        self.script.faults.append(Fault(what, how, value, times))

    def count(self, what: str) -> int:
        return self.said.count(what)

    # --- connections ------------------------------------------------------------------------------------
    def _accept(self) -> None:
        while True:
            try:
                plain, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain) -> None:
        with suppress(OSError, EOFError), self.context.wrap_socket(plain, server_side=True) as sock:
            with self.lock:
                self.live.add(sock)
            try:
                self._talk(sock)
            finally:
                with self.lock:
                    self.live.discard(sock)
        plain.close()

    def _talk(self, sock) -> None:
        first = self.script.greeting
        if first is None:
            send(sock, self._greeting())
        elif first:
            sock.sendall(first)
        if self.script.ends_after_greeting:
            return
        logged_in = False
        while True:
            content = receive(sock)
            root = etree.fromstring(content)
            self._validate(root, "request")
            if root[0].tag == f"{{{EPP}}}hello":
                self.said.append("hello")
                send(sock, self._greeting())
                continue
            what, cltrid = _what(root[0]), root[0].findtext(f"{{{EPP}}}clTRID")
            with self.lock:
                repeated = cltrid in self.trids
                self.trids.add(cltrid)
                self.said.append(what)
                self.requests.append(content)
            if repeated or not 3 <= len(cltrid) <= 64:
                self.wrong.append(f"{what}: the transaction id {cltrid}")
                return
            if not self._answer(sock, what, root[0], cltrid, logged_in):
                return
            logged_in = logged_in or what == "login"

    def _answer(self, sock, what, command, cltrid, logged_in) -> bool:
        """Answer one command; whether the connection goes on."""
        fault = self._strike(what)
        if fault and fault.how == "drop":
            return False
        if fault and fault.how == "code":
            code, *words = fault.value if isinstance(fault.value, tuple) else (fault.value,)
            answer = Answer(code, *words)
        elif what == "login":
            answer = Answer(2502 if len(self.live) > self.script.session_limit else self.script.login)
            self.logins += answer.code == 1000
        elif what == "logout":
            answer = Answer(1500)
        elif not logged_in:
            answer = Answer(2002)
        else:
            with self.lock:
                answer = self.ledger.carry_out(what, command, cltrid)
        content = fault.value if fault and fault.how == "raw" else frame(self._response(answer, cltrid))
        if fault and fault.how == "lose":
            return False
        if fault and fault.how == "hang":
            receive(sock)  # until the client gives up
            return False
        if fault and fault.how == "cut":
            sock.sendall(content[: fault.value])
            return False
        sock.sendall(content)
        if fault and fault.how == "raw" and self.script.ends_after_raw:
            return False
        return answer.code not in {1500, 2500, 2501, 2502}

    def _strike(self, what) -> Fault | None:
        for fault in self.script.faults:
            if fault.times and fault.what in {what, "*"}:
                fault.times -= 1
                return fault
        return None

    # --- documents --------------------------------------------------------------------------------------
    def _greeting(self) -> bytes:
        script = self.script
        languages = "".join(f"<lang>{lang}</lang>" for lang in script.languages)
        objects = "".join(f"<objURI>{uri}</objURI>" for uri in script.objects)
        extensions = "".join(f"<extURI>{uri}</extURI>" for uri in script.extensions)
        extensions = extensions and f"<svcExtension>{extensions}</svcExtension>"
        return (
            f'<epp xmlns="{EPP}"><greeting><svID>Counterpart</svID><svDate>2026-11-22T10:00:00Z</svDate><svcMenu>'
            f"<version>1.0</version>{languages}{objects}{extensions}</svcMenu>{DCP}</greeting></epp>"
        ).encode()

    def _response(self, answer: Answer, cltrid: str) -> bytes:
        content = (
            f'<epp xmlns="{EPP}"><response><result code="{answer.code}"><msg>{answer.message}</msg>{answer.values}'
            f"</result>{answer.queue}{answer.wrapped('resData', answer.data)}"
            f"{answer.wrapped('extension', answer.extension)}"
            f"<trID><clTRID>{cltrid}</clTRID><svTRID>SV-{len(self.trids)}</svTRID></trID></response></epp>"
        ).encode()
        if self.script.strict and not answer.odd:
            self._validate(etree.fromstring(content), "answer")
        return content

    def _validate(self, root, which) -> None:
        if self.script.strict and schema() is not None and not schema().validate(root):
            self.wrong.append(f"{which}: {schema().error_log.last_error}\n{etree.tostring(root)}")


def _what(command) -> str:
    verb = etree.QName(command[0]).localname
    if verb in {"login", "logout"}:
        return verb
    if verb == "poll":
        return f"poll {command[0].get('op')}"
    kind = etree.QName(command[0][0]).namespace.rpartition(":")[2].rpartition("-")[0]
    restore = command.find(".//{*}restore")
    if restore is not None:
        return f"{kind}:restore {restore.get('op')}"
    return f"{kind}:{verb}" + (f" {command[0].get('op')}" if verb == "transfer" else "")


def frame(content: bytes) -> bytes:
    return (len(content) + 4).to_bytes(4, "big") + content


def send(sock, content: bytes) -> None:
    sock.sendall(frame(content))


def receive(sock) -> bytes:
    return _exactly(sock, int.from_bytes(_exactly(sock, 4), "big") - 4)


def _exactly(sock, count: int) -> bytes:
    content = b""
    while len(content) < count:
        part = sock.recv(count - len(content))
        if not part:
            raise EOFError
        content += part
    return content
