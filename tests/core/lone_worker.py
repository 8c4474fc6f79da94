"""A worker process of the tests: gets ready, waits for the word, settles one instant; may die on the way.

`dies` is where: `batch` in the middle of a transaction, `lease` before an outside call, `answer` after it.
"""

import os
import signal
import sys
from datetime import datetime
from importlib import import_module
from itertools import count

import django

AFTER = 5  # so many pieces of work are done before the kill


def die(*args, **kwargs) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(work):
    done = count()

    def perform(*args, **kwargs):
        if next(done) == AFTER:
            die()
        return work(*args, **kwargs)

    return perform


def main(now: str, dies: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")
    django.setup()
    worker, calls, outbox = map(import_module, ("core.worker", "core.calls", "notifications.outbox"))
    if dies == "batch":
        outbox.queue = dying(outbox.queue)
    elif dies == "lease":
        worker.make_call = dying(worker.make_call)
    elif dies == "answer":
        calls._apply = dying(calls._apply)
    print("ready", flush=True)
    sys.stdin.readline()
    worker.settle(datetime.fromisoformat(now))


main(*sys.argv[1:])
