"""Real worker processes on a real database: killed, or two at once; nothing lost, nothing twice."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from core import clock
from core.terms import OPERATIONS
from domains.models import Domain
from tests import names

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
WORKER = Path(__file__).with_name("lone_worker.py")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAMES = 12


@pytest.fixture
def hire(tmp_path):
    """`hire(dies)` is a worker process that stands ready; `hire.read(sql)` what the database holds."""
    url, read = _as_file(tmp_path / "tests.sqlite3") if connection.vendor == "sqlite" else _shared()
    hired = []

    def start(dies: str = "", now: datetime = NOW):
        environment = {**os.environ, "DATABASE_URL": url(), "PORTAL_STATE_DIR": str(settings.STATE_DIR)}
        environment["PYTHONPATH"] = os.pathsep.join(
            [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
        )
        command = [sys.executable, str(WORKER), now.isoformat(), dies]
        hired.append(
            subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        assert hired[-1].stdout.readline() == b"ready\n"
        return hired[-1]

    start.read = read
    yield start
    for process in hired:
        process.kill()
        process.communicate()


def _as_file(path):
    def url():
        if not path.exists():
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(path)])
        return f"sqlite:///{path}"

    def read(sql):
        with closing(sqlite3.connect(path)) as file:
            return file.execute(sql).fetchall()

    return url, read


def _shared():
    here = connection.settings_dict
    who = f"{here['USER']}:{here['PASSWORD']}" if here["PASSWORD"] else here["USER"]

    def read(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return lambda: f"postgresql://{who}@{here['HOST']}:{here['PORT']}/{here['NAME']}", read


def go(*workers) -> list[int]:
    for worker in workers:
        worker.stdin.write(b"go\n")
        worker.stdin.flush()
    return [worker.wait(120) for worker in workers]


def notices_due() -> None:
    """Names whose notice of the 30th day before expiry is due now."""
    customer = names.a_customer()
    for n in range(NAMES):
        names.registered(f"n{n}.com", date(2026, 12, 22), customer)


def registrations_due() -> None:
    """Names that wait for the registry's answer."""
    customer, extension = names.a_customer(), names.extension("com")
    for n in range(NAMES):
        domain = Domain(customer=customer, name=f"r{n}.com", unicode_name=f"r{n}.com", extension=extension,
                        contacts={"holder": names.CONTACT, "admin": names.CONTACT}, call_at=NOW,
                        acted_through=NOW - clock.days(1))  # fmt: skip
        domain.reschedule()
        domain.save()


def notices(read) -> Counter:
    rows = read("SELECT key FROM notifications_email WHERE kind = 'domains.expiry_notice'")
    return Counter(key.split(":")[0] + key.rpartition(":")[2] for (key,) in rows)


def expected_notices(read) -> Counter:
    ids = [public_id for (public_id,) in read("SELECT public_id FROM domains_domain")]
    return Counter(
        {
            f"{public_id}{address}": 1
            for public_id in ids
            for address in ("amina@example.ma", "compta@example.ma")
        }
    )


def test_a_worker_killed_in_the_middle_of_a_batch_leaves_nothing_half_done(hire):
    notices_due()
    assert go(hire("batch")) == [-9]
    assert not notices(hire.read)
    assert go(hire()) == [0]
    assert notices(hire.read) == expected_notices(hire.read)
    proposals = hire.read("SELECT about, COUNT(*) FROM billing_orderline GROUP BY about")
    assert sorted(n for _about, n in proposals) == [1] * NAMES


@pytest.mark.parametrize("dies", ["lease", "answer"])
def test_a_worker_killed_around_an_outside_call_registers_each_name_once(hire, dies):
    registrations_due()
    assert go(hire(dies)) == [-9]
    left = [state for (state,) in hire.read("SELECT state FROM domains_domain")]
    assert left.count("registering") == NAMES - 5
    assert go(hire(now=NOW + OPERATIONS.lease)) == [0]
    assert hire.read("SELECT DISTINCT state FROM domains_domain") == [("registered",)]
    done = hire.read(
        "SELECT done, COUNT(*) FROM domains_sandboxtransaction WHERE command = 'register' GROUP BY done"
    )
    assert done == [(1, NAMES)]
    mails = hire.read(
        "SELECT about, COUNT(*) FROM notifications_email WHERE kind = 'domains.validated' GROUP BY about"
    )
    assert sorted(n for _about, n in mails) == [2] * NAMES


def test_two_workers_at_once_give_each_notice_once(hire):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite serves one worker; PostgreSQL is where two meet")
    notices_due()
    registrations_due()
    assert go(hire(), hire()) == [0, 0]
    first = set(notices(hire.read))
    assert max(notices(hire.read).values()) == 1
    assert len(first) == 2 * NAMES
    twice = hire.read("SELECT about, seq FROM core_evidencerecord GROUP BY about, seq HAVING COUNT(*) > 1")
    assert not twice
    done = hire.read("SELECT done, COUNT(*) FROM domains_sandboxtransaction WHERE command = 'register'"
                     " AND name LIKE 'r%%' GROUP BY done".replace("%%", "%"))  # fmt: skip
    assert done == [(1, NAMES)]
    assert not hire.read("SELECT title FROM core_attention")
