"""`manage.py receive_mail`: takes mail for the support address until it is stopped."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from support.mail_in.receiver import controller


class Command(BaseCommand):
    """The mail server in front hands over by LMTP (or SMTP); it has checked SPF, DKIM and DMARC and filtered spam."""

    help = "Receives mail for the support address (LMTP, or SMTP with --smtp) and puts it into tickets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8024)
        parser.add_argument("--smtp", action="store_true", help="speak SMTP instead of LMTP")

    def handle(self, *args: Any, host: str, port: int, smtp: bool, **options: Any) -> None:
        stopped = threading.Event()
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, lambda *_: stopped.set())
        server = controller(host, port, lmtp=not smtp)
        server.start()
        self.stdout.write(f"Receiving mail on {host}:{port} ({'SMTP' if smtp else 'LMTP'}; stop with Ctrl+C)")
        self.stdout.flush()
        try:
            stopped.wait()
        finally:
            server.stop()
