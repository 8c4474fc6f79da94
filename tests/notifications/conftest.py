"""A server that takes mails on a free loopback port, or refuses them as it is told."""

import email
import email.policy
import socket
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from core.acts import Act
from notifications import outbox

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Postman:
    """Keeps what it accepts; `answers` says what it replies at which stage: {("RCPT", to): "451 …"}."""

    def __init__(self):
        self.taken: list[email.message.EmailMessage] = []
        self.answers: dict[tuple[str, str], str] = {}
        self.once: set[tuple[str, str]] = set()
        self.when: dict[str, Callable[[], None]] = {}
        self.rcpts = 0
        self.connections = 0
        self.limit = 0

    def answer(self, stage: str, to: str) -> str:
        said = self.answers.get((stage, to), "")
        if (stage, to) in self.once:
            self.answers.pop((stage, to), None)
        return said

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        self.reach("EHLO")
        session.host_name, session.mails = hostname, 0
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.rcpts += 1
        self.reach(f"RCPT {self.rcpts}")
        if self.limit and session.mails >= self.limit:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        refusal = self.answer("RCPT", address)
        if refusal:
            envelope.rcpt_tos.clear()
        return refusal or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        session.mails += 1
        if refusal := self.answer("DATA", to):
            if refusal != "drop":
                return refusal
            self.keep(envelope)
            server.transport.abort()
            return "250 never heard"
        self.keep(envelope)
        return "250 OK"

    def keep(self, envelope) -> None:
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.reach(f"DATA {len(self.taken)}")

    def reach(self, point: str) -> None:
        """Do what a test wants done when the conversation has come to this point."""
        self.when.pop(point, lambda: None)()

    def received(self) -> list[str]:
        return [message["To"] for message in self.taken]


class LoopbackController(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="localhost")


class PostOffice:
    """The postman's server: it can close and open again at the same address."""

    def __init__(self, postman: Postman, port: int):
        self.postman, self.port, self.controller = postman, port, None

    def start(self) -> None:
        self.controller = LoopbackController(self.postman, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def act(now):
    return Act(now, "usr_staff", "the address is right")


@pytest.fixture
def postman():
    return Postman()


@pytest.fixture
def smtp(postman, settings):
    """A running server, and the portal configured for it; `smtp.stop()` takes it down."""
    port = free_port()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    office = PostOffice(postman, port)
    office.start()
    yield office
    office.stop()


@pytest.fixture
def say(db):
    """Queue a trial mail: `say("a@b.ma", about="dom_1", clause="DN-3.3")`."""

    def queue(to="amina@example.ma", key="", now=NOW, language="fr", about="dom_1", **more):
        context = {"name": "Amina", "at": NOW, "link": "https://portal.example/"} | more.pop("context", {})
        words = {"to": to, "language": language, "context": context, "about": about, "now": now}
        return outbox.queue("notifications.trial", key=key or f"trial:{to}", **words, **more)

    return queue
