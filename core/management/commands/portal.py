"""`manage.py portal`: the whole portal on one machine, in the foreground."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.process import answers, commands, is_free, supervisor_config

READY_WITHIN = 120


class Command(BaseCommand):
    """Web, worker, beat, the demo's registry and the receiver of mail start together, stop together; one that dies
    is started again.

    supervisord does the keeping. `setpriv` has the kernel stop supervisord when this command is killed,
    and its programs when supervisord is: no kill leaves an orphan.
    """

    help = "Starts web, worker and beat together, and stops them together (Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="this port or none; default: PORT or the next free")
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    def handle(self, *args: Any, port: int | None, migrate: bool, **options: Any) -> None:
        if migrate:
            bring_up_to_date()
        chosen = choose_port(port)
        base_url = os.environ.setdefault("BASE_URL", f"http://localhost:{chosen}")
        folder = Path(settings.STATE_DIR) / "run"
        folder.mkdir(mode=0o700, exist_ok=True)
        with only_one(folder):
            self.run(chosen, base_url, folder)

    def run(self, port: int, base_url: str, folder: Path) -> None:
        """Keeps the programs until someone stops them; ends with an error when the keeper itself ends."""
        config, registry_port = folder / "supervisord.conf", prepare_registry()
        programs = commands(
            port, embedded=not settings.REDIS_URL, registry_port=registry_port, mail=settings.MAIL_RECEIVER
        )
        config.write_text(supervisor_config(programs, folder))
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, interrupt)
        keep = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--silent", "-c", str(config)]
        keeper = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *keep], cwd=settings.BASE_DIR, start_new_session=True
        )
        try:
            self.wait_until_ready(keeper, port, registry_port, base_url, folder)
            raise CommandError(f"supervisord ended with {keeper.wait()}; see {folder}/supervisord.log")
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            keeper.terminate()
            keeper.wait()

    def wait_until_ready(
        self, keeper: subprocess.Popen[bytes], port: int, registry_port: int, url: str, folder: Path
    ) -> None:
        """Says where the portal is once its home page comes and its registry listens, or in the end that none does."""
        deadline = time.monotonic() + READY_WITHIN
        while keeper.poll() is None:
            if answers(port, url) and not (registry_port and is_free(registry_port)):
                self.stdout.write(f"The portal is ready: {url}/   (logs: {folder}; stop with Ctrl+C)")
                return self.stdout.flush()
            if time.monotonic() > deadline:
                raise CommandError(f"No home page after {READY_WITHIN} seconds; see {folder}/web.log")
            time.sleep(0.1)


def bring_up_to_date() -> None:
    """Migrates where a migration is missing; asking first takes a third of the time."""
    try:
        call_command("migrate", check_unapplied=True, stdout=StringIO())
    except SystemExit:
        call_command("migrate", verbosity=0)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Two portals on one state folder would take each other's messages and logs."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(f"A portal already runs on {folder.parent}: stop it first.") from None
        yield


def choose_port(wanted: int | None) -> int:
    """The port asked for, which must be free; otherwise the first free one from PORT (8000) upwards."""
    if wanted is None:
        return next(port for port in count(int(os.environ.get("PORT") or 8000)) if is_free(port))
    if not is_free(wanted):
        raise CommandError(f"Port {wanted} is taken by another program: stop it or choose another --port.")
    return wanted


def prepare_registry() -> int:
    """The demo's registry listens on the first free port from SANDBOX_REGISTRY_PORT upwards; none in production.

    Web and worker reach it as a real one, by EPP over TLS, where nothing else was chosen; commands need no process.
    """
    if not settings.DEMO:
        return 0
    free = next(port for port in count(settings.SANDBOX_REGISTRY_PORT) if is_free(port))
    if settings.REGISTRY_ADAPTER == "sandbox" and not settings.REGISTRIES:
        os.environ["REGISTRIES"] = call_command("registry", port=free, entry=True, stdout=StringIO())
    return free


def interrupt(signum: int, frame: object) -> None:
    """Ctrl+C and SIGTERM stop alike, also where a shell's background job ignores Ctrl+C."""
    raise KeyboardInterrupt
