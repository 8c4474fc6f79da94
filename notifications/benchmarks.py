"""The outbox against a bare `smtplib` loop and against one task and one connection per mail (`make bench`).

Everything is measured side by side in one run, against the same server, on the database of this process:

bare      ready-made messages, one process, one kept connection, nothing recorded
workers   two worker processes with the outbox's real code, status writes included
singly    two worker processes, each mail leased, sent over its own connection and recorded by itself
"""

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import IO

from django.conf import settings
from django.db import connection, connections, transaction

from core import unit_of_work

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROUNDS = 5


def outbox_rates(mails: int = 1000) -> list[dict]:
    """The outbox's figures: medians of five rounds."""
    against_bare, against_singly = [], []
    with _server() as url:
        for _round in range(ROUNDS):
            bare = _bare(url, mails)
            workers = _workers(url, mails, "batches")
            singly = _workers(url, mails // 5, "singly")
            against_bare.append(workers / bare)
            against_singly.append(workers / singly)
    return [
        _figure("outbox: two workers", against_bare, 0.5, "a bare smtplib loop, ready-made messages"),
        _figure("outbox: batches", against_singly, 4, "one task and one connection per mail, two workers"),
    ]


def _figure(name: str, ratios: list[float], limit: float, against: str) -> dict:
    value = round(median(ratios), 2)
    return {"name": name, "value": value, "limit": limit, "better": "higher", "against": against}


# --- the three ways ---------------------------------------------------------------------------------
def _bare(url: str, mails: int) -> float:
    """Mails a second of the bare loop."""
    from .mime import message_bytes
    from .models import Email

    _queue(mails)
    stored = Email.objects.prefetch_related("frame")
    ready = [(email.to, message_bytes(email, [], NOW)) for email in stored]
    _clear()
    host, port = url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as server:
        started = time.perf_counter()
        for to, content in ready:
            server.sendmail("portal@example.ma", [to], content)
        return mails / (time.perf_counter() - started)


def _workers(url: str, mails: int, way: str) -> float:
    """Mails a second of two worker processes."""
    _queue(mails)
    environment = {**os.environ, "EMAIL_URL": url, "DATABASE_URL": _database_url(), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "notifications.benchmarks", way]
    workers = [_start(command, environment) for _ in range(2)]
    started = time.perf_counter()
    for _worker, tell, _hear in workers:
        tell.write("go\n")
        tell.flush()
    left = sum(int(hear.readline()) for _worker, _tell, hear in workers)
    elapsed = time.perf_counter() - started
    for worker, _tell, _hear in workers:
        worker.communicate()
    _clear()
    if left != mails:
        raise RuntimeError(f"{left} of {mails} mails left")
    return mails / elapsed


def _start(command: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen[str], IO[str], IO[str]]:
    """A worker process that stands ready, with its two ends of conversation."""
    pipe, here = subprocess.PIPE, settings.BASE_DIR
    worker = subprocess.Popen(command, env=environment, cwd=here, text=True, stdin=pipe, stdout=pipe)
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("a worker without pipes")
    worker.stdout.readline()
    return worker, worker.stdin, worker.stdout


def _work(way: str) -> None:
    """A worker process: gets ready, waits for the word, sends, says how many left."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")
    django.setup()
    from . import sending

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    if way == "singly":
        print(_send_singly(), flush=True)
    else:
        print(sending.send_due(NOW), flush=True)


def _send_singly() -> int:
    """What a task for each mail would do: a connection to the database and to the server for each."""
    from .carriers import carrier
    from .ledger import Ledger
    from .models import Email
    from .sending import _send_one

    left = 0
    while True:
        with transaction.atomic():
            waiting = Email.objects.select_for_update(skip_locked=True).filter(state="queued")
            email = waiting.select_related(None).order_by("pk").first()
            if email is None:
                return left
            Email.objects.filter(pk=email.pk).update(state="sending")
        with Ledger() as ledger:
            ledger.begin([email], NOW)
            way = carrier()
            _send_one(email, way, ledger)
            way.close()
        left += ledger.left
        connections.close_all()


# --- what they need ---------------------------------------------------------------------------------
def _queue(mails: int) -> None:
    from . import outbox

    with transaction.atomic(), unit_of_work.gathered():
        for n in range(mails):
            context = {"name": f"Amina {n}", "at": NOW, "link": "https://portal.example/"}
            outbox.queue(
                "notifications.trial", to=f"amina{n}@example.ma", language="fr", context=context,
                about="", key=f"bench:{n}", now=NOW,
            )  # fmt: skip


def _clear() -> None:
    from .models import Email

    Email._base_manager.all().delete()


def _database_url() -> str:
    """This process's database, as its children name it."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    password = f":{here['PASSWORD']}" if here["PASSWORD"] else ""
    return f"postgresql://{here['USER']}{password}@{here['HOST']}:{here['PORT']}/{here['NAME']}"


@contextmanager
def _server() -> Iterator[str]:
    """An SMTP server in a process of its own that takes everything and keeps nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    sink = [sys.executable, "-m", "aiosmtpd", "-n", "-l", address, "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen(sink)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield f"smtp://{address}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    _work(sys.argv[1])
