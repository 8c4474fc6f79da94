"""Real worker processes on a real database: killed at any point, or two at once."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from notifications.terms import OUTBOX

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
WORKER = Path(__file__).with_name("worker.py")
MAILS = 40


@pytest.fixture
def database(tmp_path):
    """Give the tests' database to other processes: `(url, read)`; SQLite's memory becomes a file."""
    return lambda: _as_file(tmp_path / "tests.sqlite3") if connection.vendor == "sqlite" else _shared()


def _as_file(path):
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])

    def read(sql):
        with closing(sqlite3.connect(path)) as file:
            return file.execute(sql).fetchall()

    return f"sqlite:///{path}", read


def _shared():
    def read(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return _postgresql(), read


def _postgresql():
    here = connection.settings_dict
    who = f"{here['USER']}:{here['PASSWORD']}" if here["PASSWORD"] else here["USER"]
    return f"postgresql://{who}@{here['HOST']}:{here['PORT']}/{here['NAME']}"


@pytest.fixture
def hire(smtp):
    """Start a worker process that stands ready; `go(worker)` lets it work."""
    hired = []

    def start(url, now, batch=OUTBOX.batch):
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "EMAIL_URL": settings.EMAIL_URL,
            "PORTAL_STATE_DIR": str(settings.STATE_DIR),
            "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]),
        }
        command = [sys.executable, str(WORKER), now.isoformat(), str(batch)]
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        hired.append(subprocess.Popen(command, env=environment, **pipe))
        assert hired[-1].stdout.readline() == b"ready\n"
        return hired[-1]

    yield start
    for worker in hired:
        worker.kill()
        worker.communicate()


def go(*workers) -> None:
    for worker in workers:
        worker.stdin.write(b"go\n")
        worker.stdin.flush()


@pytest.mark.parametrize("at", ["EHLO", "RCPT 17", "DATA 20", "DATA 27"])
def test_a_worker_killed_at_any_point_loses_nothing(say, postman, database, hire, now, at):
    for n in range(MAILS):
        say(to=f"a{n}@example.ma")
    url, read = database()
    worker = hire(url, now)
    postman.when[at] = worker.kill
    go(worker)
    assert worker.wait() == -9
    second = hire(url, now + OUTBOX.lease)
    go(second)
    assert second.wait() == 0

    mails = read("SELECT public_id, state FROM notifications_email")
    assert [state for _id, state in mails] == ["sent"] * MAILS
    arrived = Counter(message["Message-ID"].strip("<").split("@")[0] for message in postman.taken)
    assert set(arrived) == {public_id for public_id, _state in mails}
    assert max(arrived.values()) <= 2
    assert len(postman.taken) - MAILS <= OUTBOX.recorded_together


def test_two_workers_send_each_mail_once(say, postman, database, hire, now):
    for n in range(MAILS):
        say(to=f"a{n}@example.ma")
    url, read = database()
    workers = [hire(url, now, batch=3) for _ in range(2)]
    go(*workers)
    assert [worker.wait() for worker in workers] == [0, 0]
    assert Counter(postman.received()) == {f"a{n}@example.ma": 1 for n in range(MAILS)}
    assert set(read("SELECT state, attempts FROM notifications_email")) == {("sent", 1)}
