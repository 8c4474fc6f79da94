"""A worker process of the tests: gets ready, waits for the word, sends what is due at one instant."""

import os
import sys
from dataclasses import replace
from datetime import datetime
from importlib import import_module

import django


def main(now: str, batch: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")
    django.setup()
    sending = import_module("notifications.sending")
    sending.OUTBOX = replace(sending.OUTBOX, batch=int(batch))
    print("ready", flush=True)
    sys.stdin.readline()
    sending.send_due(datetime.fromisoformat(now))


main(*sys.argv[1:])
