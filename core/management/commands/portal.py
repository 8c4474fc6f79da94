"""`manage.py portal`: the whole portal on one machine, in the foreground."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.process import answers, commands, is_free, supervisor_config

READY_WITHIN = 60


class Command(BaseCommand):
    """Web, worker and beat start together, stop together, and one that dies is started again.

    supervisord does the keeping. `setpriv` has the kernel stop supervisord when this command is killed,
    and its programs when supervisord is: no kill leaves an orphan.
    """

    help = "Starts web, worker and beat together, and stops them together (Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="this port or none; default: PORT or the next free")

    def handle(self, *args: Any, port: int | None, **options: Any) -> None:
        chosen = choose_port(port)
        base_url = os.environ.setdefault("BASE_URL", f"http://localhost:{chosen}")
        folder = Path(settings.STATE_DIR) / "run"
        folder.mkdir(mode=0o700, exist_ok=True)
        config = folder / "supervisord.conf"
        config.write_text(supervisor_config(commands(chosen, embedded=not settings.REDIS_URL), folder))
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, interrupt)
        keep = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--silent", "-c", str(config)]
        keeper = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *keep], cwd=settings.BASE_DIR, start_new_session=True
        )
        try:
            self.wait_until_ready(keeper, chosen, base_url, folder)
            raise CommandError(f"supervisord ended with {keeper.wait()}; see {folder}/supervisord.log")
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            keeper.terminate()
            keeper.wait()

    def wait_until_ready(self, keeper: subprocess.Popen[bytes], port: int, url: str, folder: Path) -> None:
        """Says where the portal is as soon as its home page comes, or after a minute that it does not."""
        deadline = time.monotonic() + READY_WITHIN
        while keeper.poll() is None:
            if answers(port, url):
                self.stdout.write(f"The portal is ready: {url}/   (logs: {folder}; stop with Ctrl+C)")
                return self.stdout.flush()
            if time.monotonic() > deadline:
                raise CommandError(f"No home page after {READY_WITHIN} seconds; see {folder}/web.log")
            time.sleep(0.1)


def choose_port(wanted: int | None) -> int:
    """The port asked for, which must be free; otherwise the first free one from PORT (8000) upwards."""
    if wanted is None:
        return next(port for port in count(int(os.environ.get("PORT") or 8000)) if is_free(port))
    if not is_free(wanted):
        raise CommandError(f"Port {wanted} is taken by another program: stop it or choose another --port.")
    return wanted


def interrupt(signum: int, frame: object) -> None:
    """Ctrl+C and SIGTERM stop alike, also where a shell's background job ignores Ctrl+C."""
    raise KeyboardInterrupt
