"""Kill -9 on purpose: a task runs in a forked process that dies at a random query, port call or mail."""

import logging
import os
import signal
from collections.abc import Callable
from random import Random

from django.db import connection, connections

from core.transitions import NotAllowed

log = logging.getLogger(__name__)


class Fuse:
    """Burns with each step of one kind; at the end of it the process is killed, before or after the step."""

    def __init__(self, rng: Random):
        self.kind = rng.choices(["query", "port", "mail"], [70, 15, 15])[0]
        longest = {"query": 700, "port": 8, "mail": 25}[self.kind]
        self.left = int(longest ** rng.random()) * 2 + rng.randint(0, 1)

    def burn(self, kind: str) -> None:
        """One step before or after something of this kind."""
        if kind != self.kind:
            return
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around_query(self, execute, sql, params, many, context):
        """A wrapper for the connection's queries."""
        self.burn("query")
        result = execute(sql, params, many, context)
        self.burn("query")
        return result


lit: Fuse | None = None


def burn(kind: str) -> None:
    """Called by the simulated world around port calls and mails."""
    if lit:
        lit.burn(kind)


def fork(task: Callable[[], object], fuse: Fuse | None) -> int:
    """Run the task in a process of its own; returns its id."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _live(task, fuse)
        code = 0
    except NotAllowed:  # what a life lost to a kill had done already: refused in words, as anywhere
        code = 0
    except Exception:
        log.exception("a forked worker failed")
    finally:
        os._exit(code)


def ending_of(pid: int) -> str:
    """How a forked process ended: `killed`, `crashed` or `well`."""
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return "killed"
    return "crashed" if os.waitstatus_to_exitcode(status) else "well"


def _live(task: Callable[[], object], fuse: Fuse | None) -> None:
    global lit
    lit = fuse
    if fuse is None:
        task()
        return
    with connection.execute_wrapper(fuse.around_query):
        task()
