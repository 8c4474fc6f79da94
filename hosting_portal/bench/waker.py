"""A worker process of its own: says that it is ready, waits for a line, wakes up once and tells what it did.

python -m hosting_portal.bench.waker 2026-11-22T09:00:00+00:00
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any


def wake_in_processes(now: datetime, count: int) -> list[dict[str, Any]]:
    """Let `count` workers wake up at once; returns what each of them did."""
    command = [sys.executable, "-m", "hosting_portal.bench.waker", now.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with ExitStack() as open_:
        workers = [
            open_.enter_context(subprocess.Popen(command, env=os.environ, **pipes)) for _ in range(count)
        ]
        _expect("ready", workers)
        for worker in workers:
            print("go", file=worker.stdin, flush=True)
        return [json.loads(worker.stdout.readline()) for worker in workers]


def _expect(word: str, workers: Iterable[subprocess.Popen]) -> None:
    for worker in workers:
        if worker.stdout.readline().strip() != word:
            raise RuntimeError("a worker process ended before its work")


def _peak_mib() -> float:
    """The largest resident memory of this process so far (Linux)."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def main(instant: str) -> None:
    import django

    django.setup()
    from django.db import connection

    from core import worker
    from domains.lifecycle import flow

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    rows = worker.wake(flow, datetime.fromisoformat(instant))
    print(json.dumps({"rows": rows, "peak": _peak_mib()}), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")
    main(sys.argv[1])
