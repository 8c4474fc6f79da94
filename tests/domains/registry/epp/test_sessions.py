"""Sessions: greeting, login, faults of the wire at every byte, keep-alive, the pool under threads."""

import threading
from contextlib import suppress

import pytest

from core.ports import PortError, PortUnavailable
from domains.registry.epp import objects, session
from domains.registry.epp.config import connection
from domains.registry.epp.frames import Frames
from domains.registry.epp.pool import Pool
from domains.registry.epp.session import LoginRefused, SessionLimit
from domains.registry.epp.wire import LARGEST, WireBroken

from .certificates import Authority
from .counterpart import Counterpart, frame
from .ledger import Name

ANSWER = (
    b'<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="1000"><msg>ok</msg></result>'
    b"<trID><svTRID>s-1</svTRID></trID></response></epp>"
)


class Recorder(list):
    """Exchanges in memory."""

    def sent(self, exchange):
        self.append(("sent", exchange.command, exchange.request))

    def answered(self, exchange):
        self.append(("answered", exchange.command, exchange.answer))

    def flush(self):
        pass


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pool_of(entry, clock):
    pools = []

    def make(**settings):
        pools.append(Pool(connection("test", {**entry, **settings}), Recorder(), clock))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def pool(pool_of):
    return pool_of()


@pytest.fixture
def frames(pool):
    return Frames(pool.connection)


# --- greeting and login ---------------------------------------------------------------------------------
def test_only_services_that_both_sides_know_are_asked_for(pool, frames, server):
    server.script.extensions += ["urn:x:fee-1.0", "urn:ietf:params:xml:ns:launch-1.0"]
    server.script.objects += ["urn:x:defReg-1.0"]
    pool.ask(frames.check(["atlas.com"]))
    login = server.requests[0].decode()
    assert login.count("<objURI>") == 3
    assert login.count("<extURI>") == 2
    assert "urn:x" not in login


def test_a_greeting_without_english_is_answered_in_its_language(pool, frames, server):
    server.script.languages = ("fr",)
    pool.ask(frames.check(["atlas.com"]))
    assert b"<lang>fr</lang>" in server.requests[0]


def test_a_long_password_travels_by_login_security(pool_of, server):
    server.script.extensions.append("urn:ietf:params:xml:ns:epp:loginSec-1.0")
    pool = pool_of(password="a password of more than sixteen")
    pool.ask(objects.poll())
    assert b"<pw>[LOGIN-SECURITY]</pw>" in server.requests[0]
    assert b"<loginSec:pw>a password of more than sixteen</loginSec:pw>" in server.requests[0]


def test_a_long_password_without_login_security_is_never_sent(pool_of, server):
    pool = pool_of(password="a password of more than sixteen")
    with pytest.raises(LoginRefused, match="16"):
        pool.ask(objects.poll())
    assert server.said == []


@pytest.mark.parametrize(
    "greeting",
    [
        b"", frame(b"<html/>"), frame(ANSWER), b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\0", b"\0\0\0\4",
        b"\xff\xff\xff\xff<", (LARGEST + 5).to_bytes(4, "big"),
        frame(b'<!DOCTYPE epp [<!ENTITY a "a">]><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><greeting/></epp>'),
    ],
)  # fmt: skip
def test_a_greeting_that_is_none_is_no_session(pool_of, server, greeting):
    server.script.greeting = greeting
    pool = pool_of(greeting_seconds=0.3)
    with pytest.raises(PortUnavailable):
        pool.ask(objects.poll())
    assert (pool.open, server.said) == (0, [])


def test_a_refused_login_is_not_tried_again_at_once(pool, server, clock):
    server.script.login = 2200
    for _try in range(3):
        with pytest.raises(LoginRefused, match="2200"):
            pool.ask(objects.poll())
    assert server.said == ["login"]
    server.script.login, clock.now = 1000, 600.0
    assert pool.ask(objects.poll()).code == 1300


@pytest.mark.parametrize("code", [2400, 2500])
def test_a_login_that_fails_on_their_side_may_be_tried_again(pool, server, code):
    server.script.login = code
    with pytest.raises(PortUnavailable):
        pool.ask(objects.poll())
    server.script.login = 1000
    assert pool.ask(objects.poll()).code == 1300


def test_a_refused_session_is_replaced_by_one_that_comes_free(pool, server):
    server.script.session_limit = 1
    with pool.session():
        threads = [threading.Thread(target=pool.ask, args=(objects.poll(),)) for _ in range(2)]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(10)
    assert server.count("poll req") == 2
    assert pool.open == 1


def test_a_refused_only_session_is_told(pool, server):
    server.script.session_limit = 0
    with pytest.raises(SessionLimit):
        pool.ask(objects.poll())
    assert pool.open == 0


# --- TLS ------------------------------------------------------------------------------------------------
def test_an_unknown_authority_is_not_believed(pool_of, tmp_path):
    with pytest.raises(WireBroken, match="CERTIFICATE_VERIFY_FAILED"):
        pool_of(ca_file=Authority(tmp_path).file).ask(objects.poll())


def test_the_certificate_must_bear_the_host_s_name(pool_of):
    with pytest.raises(WireBroken, match=r"Hostname mismatch|not valid for"):
        pool_of(server_name="epp.example").ask(objects.poll())
    assert pool_of(server_name="epp.example", check_hostname=False).ask(objects.poll()).code == 1300


def test_a_registry_that_demands_a_certificate_is_shown_ours(authority, entry):
    demanding = Counterpart(*authority.server, client_authority=authority.file)
    certificate, key = authority.registrar
    shown = {**entry, "port": demanding.port, "client_certificate": certificate, "client_key": key}
    pools = [
        Pool(connection("test", facts), Recorder()) for facts in (shown, {**entry, "port": demanding.port})
    ]
    try:
        assert pools[0].ask(objects.poll()).code == 1300
        with pytest.raises(WireBroken):
            pools[1].ask(objects.poll())
    finally:
        for pool in pools:
            pool.close()
        demanding.stop()


def test_a_registry_that_is_not_there_is_unavailable(pool_of, server):
    server.stop()
    with pytest.raises(WireBroken):
        pool_of().ask(objects.poll())


# --- the wire -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("cut", range(len(frame(ANSWER))))
def test_an_answer_cut_at_any_byte_is_no_answer(pool, frames, server, cut):
    """What changes something is not sent again; the session is not used again."""
    server.fault("domain:delete", "raw", frame(ANSWER)[:cut])
    server.script.ends_after_raw = True
    with pytest.raises(WireBroken):
        pool.ask(frames.delete("atlas.com"))
    assert (server.count("domain:delete"), pool.open) == (1, 0)


def test_a_greeting_cut_at_any_byte_is_no_session_and_the_next_whole_one_is(pool, server):
    whole = frame(server._greeting())
    server.script.ends_after_greeting = True
    for cut in [*range(1, 9), *range(9, len(whole), 41), len(whole) - 1]:
        server.script.greeting = whole[:cut]
        with pytest.raises(WireBroken):
            pool.ask(objects.poll())
        assert (server.said, pool.open) == ([], 0)
    server.script.greeting, server.script.ends_after_greeting = None, False
    assert pool.ask(objects.poll()).code == 1300


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\0", b"\0\0\0\4", b"\0\0\0\5<", b"\x80\0\0\0", (LARGEST + 5).to_bytes(4, "big"),
        frame(b"no XML"), frame(b"\xff\xfe\xfd"), frame(ANSWER.replace(b"ok", b"\xe9\xe8")),
        frame(b"<epp/>"), frame(b'<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"/>'),
        frame(ANSWER.replace(b"1000", b"10")), frame(ANSWER.replace(b"1000", "١٠٠٠".encode())),
        frame(ANSWER.replace(b"<result", b"<results").replace(b"</result>", b"</results>")),
        frame(b'<!DOCTYPE a [<!ENTITY b "c">]>' + ANSWER.replace(b"ok", b"&b;")),
        frame(b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + ANSWER),
        frame(ANSWER.replace(b"<svTRID>", b"<clTRID>somebody-else</clTRID><svTRID>")),
    ],
)  # fmt: skip
def test_what_is_no_epp_ends_the_session_and_is_no_answer(pool, frames, server, content):
    server.fault("domain:delete", "raw", content)
    with pytest.raises(PortUnavailable):
        pool.ask(frames.delete("atlas.com"))
    assert (server.count("domain:delete"), pool.open) == (1, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0' encoding='ISO-8859-1'?><!-- \xe9 --><?pi x?>" + ANSWER.replace(b"ok", b"\xe9"),
        ANSWER.replace(b'xmlns="', b'xmlns:e="').replace(b"<", b"<e:").replace(b"<e:/", b"</e:"),
        "﻿".encode() + ANSWER,
        ANSWER.decode().encode("utf-16"),
        b'<?xml version="1.0" standalone="no"?>\n' + ANSWER + b"\n<!-- the end -->\n",
        ANSWER.replace(b"<trID>", b'<extension><x:new xmlns:x="urn:x">?</x:new></extension><trID>'),
        ANSWER.replace(b"<trID><svTRID>s-1</svTRID></trID>", b""),
    ],
)
def test_unusual_documents_are_understood(pool, frames, server, content):
    server.fault("domain:delete", "raw", frame(content))
    assert pool.ask(frames.delete("atlas.com")).code == 1000
    assert pool.open == 1


def test_a_server_that_says_goodbye_is_left(pool, frames, server):
    server.fault("domain:delete", "code", 2500)
    with pytest.raises(PortUnavailable):
        pool.ask(frames.delete("atlas.com"))
    assert pool.open == 0


def test_a_question_on_a_session_that_died_meanwhile_is_asked_on_a_new_one(pool, frames, server):
    pool.ask(frames.check(["atlas.com"]))
    server.fault("domain:check", "drop")
    assert pool.ask(frames.check(["atlas.com"])).code == 1000
    assert (server.logins, server.count("domain:check")) == (2, 3)


def test_a_question_that_fails_on_a_new_session_too_is_unavailable(pool, frames, server):
    pool.ask(frames.check(["atlas.com"]))
    server.fault("domain:check", "drop", times=2)
    with pytest.raises(WireBroken):
        pool.ask(frames.check(["atlas.com"]))


def test_an_answer_that_does_not_come_in_time_is_none(pool_of, server):
    pool = pool_of(answer_seconds=0.3)
    server.fault("poll ack", "hang")
    with pytest.raises(WireBroken, match=r"timed out|in time"):
        pool.ask(objects.acknowledge("7"))


# --- keep-alive and threads -----------------------------------------------------------------------------
def test_an_idle_session_is_kept_alive_and_an_old_one_logged_out(pool, server, clock):
    pool.ask(objects.poll())
    clock.now = 300.0
    pool.tend()
    assert (server.count("hello"), pool.open) == (1, 1)
    clock.now = 500.0
    pool.tend()
    assert server.count("hello") == 1, "not before its time"
    clock.now = 2000.0
    pool.tend()
    assert (server.count("logout"), pool.open) == (1, 0)
    assert pool.ask(objects.poll()).code == 1300


def test_a_session_that_the_server_ended_is_not_used(pool, server, clock):
    pool.ask(objects.poll())
    server.hang_up()
    clock.now = 300.0
    pool.tend()
    assert pool.open == 0
    assert pool.ask(objects.poll()).code == 1300
    assert server.logins == 2


def test_eight_threads_share_few_sessions(pool_of, server):
    pool = pool_of(sessions=3)
    frames, found = Frames(pool.connection), []

    def work(n):
        for m in range(5):
            answer = pool.ask(frames.check([f"n{n}-{m}.com"]))
            found.append(f"n{n}-{m}.com" in str(list(answer.data.itertext())))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [True] * 40, "each thread gets the answer to its own question"
    assert server.logins <= 3
    assert pool.open <= 3


def test_broken_sessions_under_threads_are_given_back(pool_of, server):
    pool = pool_of(sessions=2)
    server.fault("poll ack", "drop", times=10)

    def work():
        for _try in range(5):
            with suppress(PortError):
                pool.ask(objects.acknowledge("7"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert pool.ask(objects.poll()).code == 1300
    assert pool.open <= 2


def test_all_sessions_in_use_is_told(pool_of):
    pool = pool_of(sessions=1, wait_seconds=0.05)
    with pool.session(), pytest.raises(PortUnavailable, match="in use"):
        pool.ask(objects.poll())


# --- what is kept ---------------------------------------------------------------------------------------
def test_no_secret_is_kept(pool, server):
    frames = Frames(pool.connection)
    server.ledger.names["atlas.com"] = Name(code="s3cret-Code")
    pool.ask(frames.info("atlas.com", "s3cret-Code"))
    pool.ask(frames.update("atlas.com", auth_code="n3w-s3cret"))
    kept = "".join(part for entry in pool.record for part in entry)
    assert "s3cret" not in kept
    assert kept.count("***") == 4
    assert "atlas.com" in kept


def test_every_sending_has_an_id_of_its_own():
    command = objects.poll()
    conn = connection("test", {"host": "h", "clid": "c", "password": "p"})
    ids = {session._numbered(command, conn, "dom_3f9c%&/ü" * 9)[1] for _ in range(100)}
    assert len(ids) == 100
    assert all(3 <= len(one) <= 64 and one.isascii() for one in ids)
