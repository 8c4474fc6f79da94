"""Who gets in, what is no EPP, and a line that is cut: the process on a real TLS socket."""

import socket
import ssl
import struct

import pytest
from epptools import Client, Config
from epptools.exceptions import EppException

from domains.registry.models import SandboxName
from domains.registry.server import certificates
from domains.registry.server.listening import HEADER, listening
from domains.registry.server.session import Doors, Dropped, Session

from .wire import SCHEMAS, Wire, client_of, needs_schemas, ways

HELLO = b'<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><hello/></epp>'
COMMAND = '<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><command>{}<clTRID>{}</clTRID></command></epp>'
CHECK = (
    '<check><domain:check xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>atlas.com</domain:name>'
    "</domain:check></check>"
)
LOGIN = (
    "<login><clID>{}</clID><pw>{}</pw><options><version>1.0</version><lang>en</lang></options><svcs>"
    "<objURI>{}</objURI></svcs></login>"
)
DOMAIN = "urn:ietf:params:xml:ns:domain-1.0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A registry's own authority, with a certificate for one client."""
    path = tmp_path_factory.mktemp("registry")
    certificates.prepare(path, clients=("portail",))
    return path


def code(session: Session, body: str, cltrid: str = "ABC-1") -> str:
    answer = session.answer(COMMAND.format(body, cltrid).encode()).decode()
    return answer.partition('code="')[2][:4]


def login(session: Session, registrar="portail", password="Portail-2026", service=DOMAIN) -> str:
    return code(session, LOGIN.format(registrar, password, service))


# --- the session ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "result"),
    [
        ({}, "1000"),
        ({"password": "wrong-one"}, "2200"),
        ({"registrar": "nobody"}, "2200"),
        ({"service": "urn:ietf:params:xml:ns:keyrelay-1.0"}, "2307"),
    ],
)
def test_login(db, facts, result):
    assert login(Session(Doors(ways())), **facts) == result


def test_third_wrong_password_closes_the_connection(db):
    session = Session(Doors(ways()))
    assert [login(session, password="wrong-one") for _try in range(3)] == ["2200", "2200", "2501"]
    assert session.closed


def test_command_before_login_and_login_after_it_are_refused(db):
    session = Session(Doors(ways()))
    assert code(session, CHECK) == "2002"
    assert login(session) == "1000"
    assert login(session) == "2002"
    assert code(session, CHECK) == "1000"
    assert code(session, "<logout/>") == "1500"
    assert session.closed


def test_sessions_of_one_registrar_are_limited(db):
    doors = Doors(ways(sessions=1))
    first, second = Session(doors), Session(doors)
    assert (login(first), login(second)) == ("1000", "2502")
    assert login(Session(doors), "autre", "Autre-2026") == "1000"
    first.leave()
    assert login(Session(doors)) == "1000"


@pytest.mark.parametrize(
    "frame", [b"", b"<epp", b"<other/>", b"\xff\xfe", HELLO.replace(b"hello", b"greeting")]
)
def test_what_is_no_command_is_a_syntax_error(db, frame):
    assert b'code="2001"' in Session(Doors(ways())).answer(frame)


def test_entities_are_not_expanded(db):
    bomb = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + HELLO.replace(
        b"<hello/>", b"<hello>&e;</hello>"
    )
    assert b'code="2001"' in Session(Doors(ways())).answer(bomb) or b"greeting" in Session(
        Doors(ways())
    ).answer(bomb)


@needs_schemas
def test_frame_against_the_schemas_is_refused_with_what_is_wrong(db):
    session = Session(Doors(ways()))
    login(session)
    answer = session.answer(COMMAND.format(CHECK.replace("domain:name", "domain:nom"), "ABC-1").encode())
    assert b'code="2001"' in answer
    assert b"domain-1.0}nom" in answer


@pytest.mark.skipif(bool(SCHEMAS), reason="with schemas nothing wrong comes this far")
def test_without_schemas_the_registry_checks_for_itself(db):
    session = Session(Doors(ways()))
    login(session)
    assert code(session, "<invent/>") == "2000"
    assert code(session, "<info/>") == "2001"


def test_repeated_transaction_id_hangs_up_where_the_registry_is_so(db):
    session = Session(Doors(ways(unique_cltrid=True)))
    login(session)
    code(session, CHECK, "ABC-2")
    with pytest.raises(Dropped):
        code(session, CHECK, "ABC-2")
    lenient = Session(Doors(ways()))
    login(lenient)
    assert [code(lenient, CHECK, "ABC-2") for _try in range(2)] == ["1000", "1000"]


def test_long_password_travels_in_the_login_security_extension(db):
    config = {"portail": "a password of more than sixteen"}
    client = client_of(Doors(ways(passwords=config)))
    assert client.is_logged_in()
    client.disconnect()


def test_failure_inside_is_answered_and_the_session_lives_on(db, monkeypatch):
    session = Session(Doors(ways()))
    login(session)
    monkeypatch.setattr("domains.registry.sandbox.SandboxRegistry.check", lambda *_: 1 / 0)
    assert code(session, CHECK) == "2400"
    monkeypatch.undo()
    assert code(session, CHECK) == "1000"


# --- the socket ----------------------------------------------------------------------------------------
def config(server, folder, **facts) -> Config:
    known = {
        "host": "localhost",
        "clid": "portail",
        "password": "Portail-2026",
        "ca_file": str(folder / "ca.pem"),
    }
    return Config(port=server.port, **known | facts)


@pytest.mark.django_db(transaction=True)
def test_independent_client_registers_a_name_over_tls(folder):
    with listening(folder / certificates.CERTIFICATE, ways()) as server:
        client = Client.connect_and_login(config(server, folder))
        client.contact.create(
            "AMINA1", name="Amina Test", city="Agadir", cc="MA", email="a@x.ma", auth_info="p-C0de"
        )
        client.domain.create("atlas.com", years=1, registrant="AMINA1", auth_info="abcdef")
        assert client.hello().is_greeting()
        client.logout()
    row = SandboxName.objects.get()
    assert (row.sponsor, row.contacts["holder"]["email"]) == ("portail", "a@x.ma")


@pytest.mark.django_db(transaction=True)
def test_registry_that_demands_a_client_certificate_takes_nobody_without(folder):
    with listening(folder / certificates.CERTIFICATE, ways(), folder / certificates.CA) as server:
        with pytest.raises((EppException, OSError)):
            Client.connect_and_login(config(server, folder))
        paper = str(folder / "portail.pem")
        client = Client.connect_and_login(config(server, folder, client_cert=paper, client_key=paper))
        assert client.domain.check(["atlas.com"]).availability() == {"atlas.com": True}


@pytest.mark.django_db(transaction=True)
def test_line_cut_in_the_middle_of_a_frame_harms_nobody_else(folder):
    with listening(folder / certificates.CERTIFICATE, ways()) as server:
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        for cut in (1, 3, 4, 10):
            with (
                socket.create_connection(("127.0.0.1", server.port)) as raw,
                context.wrap_socket(raw, server_hostname="localhost") as wire,
            ):
                wire.sendall((HEADER.pack(len(HELLO) + 4) + HELLO)[:cut])
        client = Client.connect_and_login(config(server, folder))
        assert client.domain.check(["atlas.com"]).availability() == {"atlas.com": True}


@pytest.mark.django_db(transaction=True)
def test_frame_that_is_too_long_ends_the_connection(folder):
    with listening(folder / certificates.CERTIFICATE, ways()) as server:
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        with (
            socket.create_connection(("127.0.0.1", server.port)) as raw,
            context.wrap_socket(raw, server_hostname="localhost") as wire,
        ):
            (length,) = struct.unpack(">I", wire.recv(4))
            while length > 4:
                length -= len(wire.recv(length - 4))
            wire.sendall(struct.pack(">I", 1 << 30))
            assert wire.recv(1) == b""


@pytest.mark.django_db(transaction=True)
def test_connection_that_the_registry_cuts_is_opened_anew(folder):
    with listening(folder / certificates.CERTIFICATE, ways()) as server:
        client = Client.connect_and_login(config(server, folder))
        server.hang_up()
        with pytest.raises((EppException, OSError)):
            client.hello()
        client.disconnect()
        assert Client.connect_and_login(config(server, folder)).is_logged_in()


def test_the_authority_is_made_once_and_its_keys_are_private(folder):
    before = (folder / "ca.pem").read_bytes()
    certificates.prepare(folder)
    assert (folder / "ca.pem").read_bytes() == before
    assert {(folder / name).stat().st_mode & 0o077 for name in ("ca-key.pem", "server.pem")} == {0}


def test_greeting_is_the_first_word(db):
    wire = Wire(Doors(ways()))
    wire.open()
    assert "Registre du bac" in wire.read_frame()
