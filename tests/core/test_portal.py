"""`manage.py portal`: starts together, survives a kill, stops together, leaves nothing behind."""

import json
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings

from core.process import answers, commands, is_free, receiver
from domains.registry.epp.config import connection
from domains.registry.epp.session import Session
from domains.registry.exchanges import Book

pytestmark = pytest.mark.processes
MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
PROGRAMS = {"gunicorn", "worker", "beat", "registry"}
EMBEDDED = ""


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """A state folder with a migrated SQLite file."""
    folder = tmp_path_factory.mktemp("portal")
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env=on(folder), check=True)
    return folder


@pytest.fixture
def environment(request, state, tmp_path):
    """A portal's environment, with a state of its own: embedded, unless the test names a broker."""
    own = shutil.copytree(state, tmp_path / "state")
    return on(own, REDIS_URL=getattr(request, "param", EMBEDDED))


@pytest.fixture
def portal(environment):
    """A portal of the test's own, which leaves nothing behind: its process, and its port."""
    process = started(environment)
    seen = list(running(process).values())
    yield process
    eventually(lambda: not any(map(alive, [process, *seen, *running(process).values()])))


@pytest.fixture(scope="module")
def standing(state, tmp_path_factory):
    """An embedded portal that takes mail (at its `mail` port), for the tests that leave it as it was."""
    mail = next(port for port in range(20_000, 21_000) if is_free(port))
    environment = on(shutil.copytree(state, tmp_path_factory.mktemp("standing") / "state"))
    process = started(environment | {"MAIL_RECEIVER": f"lmtp://127.0.0.1:{mail}"})
    process.mail, process.environment = mail, environment
    yield process
    if process.is_running():
        process.terminate()
        process.wait(30)


def started(environment):
    """A portal that answers and whose programs run."""
    port = next(port for port in range(18_000, 19_000) if is_free(port))
    url = f"http://localhost:{port}"
    process = psutil.Popen([*MANAGE, "portal", "--port", str(port)], env=environment | {"BASE_URL": url})
    process.port = port
    eventually(lambda: answers(port, url) and running(process).keys() >= PROGRAMS)
    return process


def test_web_and_worker_reach_the_registry_by_epp(standing):
    for program in ("gunicorn", "worker"):
        entry = json.loads(running(standing)[program].environ()["REGISTRIES"])["sandbox"]
        there = connection("sandbox", entry)
        eventually(lambda at=there.port: not is_free(at))
        session = Session.open(there, Book())
        assert session.offers(there.domain_uri)
        session.close()


def test_a_taken_port_or_folder_is_said(standing):
    second = [*MANAGE, "portal", "--port", str(standing.port)]
    refused = subprocess.run(second, env=standing.environment, capture_output=True, text=True, timeout=30)
    assert refused.returncode == 1
    assert f"Port {standing.port} is taken" in refused.stderr
    refused = subprocess.run(
        [*MANAGE, "portal"], env=standing.environment, capture_output=True, text=True, timeout=30
    )
    assert refused.returncode == 1
    assert "already runs on" in refused.stderr


def test_mail_is_taken_while_the_portal_runs_and_a_stop_takes_the_receiver_as_well(standing):
    """MAIL_RECEIVER: the receiver starts and stops with the others, without Redis too."""
    eventually(lambda: not is_free(standing.mail))
    with smtplib.LMTP("127.0.0.1", standing.mail) as lmtp:
        assert lmtp.rcpt("someone@elsewhere.example")[0] in {503, 550}
    comes_back_and_stops(standing)
    eventually(lambda: is_free(standing.mail))


@pytest.mark.skipif(not settings.REDIS_URL, reason="without Redis it is the standing portal that is stopped")
@pytest.mark.parametrize("environment", [settings.REDIS_URL], ids=["redis"], indirect=True)
def test_with_redis_too_a_killed_worker_comes_back_and_a_stop_takes_all(portal):
    comes_back_and_stops(portal)


def comes_back_and_stops(portal):
    """A killed worker comes back; a stop ends every process of the portal."""
    killed = running(portal)["worker"]
    killed.kill()
    eventually(lambda: running(portal).get("worker", killed) != killed)
    everything = portal.children(recursive=True)
    portal.send_signal(signal.SIGTERM)
    assert portal.wait(30) == 0
    assert not any(map(alive, everything))


def test_a_killed_portal_leaves_no_orphan(portal):
    portal.kill()


def test_a_killed_supervisor_leaves_no_orphan(portal):
    portal.children()[0].kill()
    assert portal.wait(30) == 1


def test_where_mail_is_taken_is_said_in_a_known_way():
    assert receiver("smtp://0.0.0.0:2525")[-5:] == ("--host", "0.0.0.0", "--port", "2525", "--smtp")
    assert "receiver" not in commands(8000, embedded=True)
    for wrong in ("8024", "http://localhost:8024", "lmtp://localhost"):
        with pytest.raises(ValueError, match="MAIL_RECEIVER"):
            receiver(wrong)


def on(folder, **more):
    """The environment of a demo whose state is in this folder."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")}
    return kept | {"PORTAL_STATE_DIR": str(folder), "PORTAL_MODE": "demo", "REDIS_URL": EMBEDDED} | more


def running(portal):
    """The portal's programs by name; of several processes of one program the first."""
    found = {}
    if alive(portal):
        for process in portal.children(recursive=True):
            words = set(command_of(process))
            for program in PROGRAMS & words:
                found.setdefault(program, process)
    return found


def command_of(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def eventually(condition, within=120):
    """Waits until a condition holds, and fails when it does not in time."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)
