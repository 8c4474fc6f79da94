"""The registry by EPP against a bare client library (`make bench`), both on the same server, side by side.

The work is a worker's: a name's availability, a look at it, a renewal with the look before it and the one after.
Commands are counted as they go over the wire; ours are also written into the book of exchanges.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from django.conf import settings

from core import clock

from .models import RegistryExchange
from .registry.epp.adapter import EppRegistry
from .registry.epp.config import connection
from .registry.epp.pool import Pool
from .registry.exchanges import Book
from .registry.models import OURS
from .registry.server.ways import Ways

NAMES, ROUNDS, ENOUGH, SHARE = 40, 5, 100, 0.8
COMMANDS = 5  # of the work on one name
MANY = 50
PERSON = {
    "full_name": "Amina Banc", "address": "1, rue du Banc", "city": "Rabat", "postal_code": "10000",
    "country": "MA", "email": "amina@example.ma", "phone": "+212537000000",
}  # fmt: skip


@dataclass
class Place:
    """The server, as a client has to know it."""

    port: int
    authority: str
    clid: str = OURS
    password: str = Ways().passwords[OURS]


def registry_rates() -> list[dict]:
    """Commands a second of one worker, and the frames that the availability of fifty names takes."""
    with _server() as place:
        registry = _ours(place)
        bare = _bare(place)
        names = [f"ours-{n}.com" for n in range(NAMES)], [f"bare-{n}.com" for n in range(NAMES)]
        for n, name in enumerate([*names[0], *names[1]]):
            registry.register(name, 1, {"holder": PERSON}, f"dom_bench{n}", clock.now())
        year = clock.now().year + 1
        rounds = [
            (_rate(_portal_work(registry), names[0], year + n), _rate(_bare_work(bare), names[1], year + n))
            for n in range(ROUNDS + 1)
        ][1:]
        frames = _frames_of_a_search(registry)
        registry.pool.close()
        bare.logout()
    ours, theirs = (median(rates) for rates in zip(*rounds, strict=True))
    against = f"{ENOUGH}, or {SHARE:.0%} of a bare client (epptools: {theirs:.0f}), whichever is lower"
    return [
        {"name": "registry commands a second", "value": round(ours), "limit": min(ENOUGH, SHARE * theirs),
         "better": "higher", "against": against},
        {"name": f"frames for the availability of {MANY} names", "value": frames, "limit": 1, "better": "lower",
         "against": "one round trip"},
    ]  # fmt: skip


def _rate(work: Callable[[str, date], None], names: list[str], year: int) -> float:
    """Commands a second."""
    today = clock.now().date()
    started = time.perf_counter()
    for name in names:
        work(name, today.replace(year=year))
    return len(names) * COMMANDS / (time.perf_counter() - started)


def _portal_work(registry: EppRegistry) -> Callable[[str, date], None]:
    def work(name: str, expiry: date) -> None:
        registry.check([name], clock.now())
        registry.info(name, clock.now())
        registry.renew(name, expiry, 1, "dom_bench", clock.now())

    return work


def _bare_work(client) -> Callable[[str, date], None]:
    def work(name: str, expiry: date) -> None:
        client.domain.check([name])
        client.domain.info(name)
        client.domain.info(name)
        client.domain.renew(name, expiry.isoformat(), 1)
        client.domain.info(name)

    return work


def _frames_of_a_search(registry: EppRegistry) -> int:
    registry.pool.record.flush()
    before = RegistryExchange.objects.count()
    found = registry.check([f"search-{n}.com" for n in range(MANY)], clock.now())
    if not all(one.free for one in found.values()):
        raise AssertionError("a free name is not shown as free")
    registry.pool.record.flush()
    return RegistryExchange.objects.count() - before


def _ours(place: Place) -> EppRegistry:
    entry = {"host": "localhost", "port": place.port, "clid": place.clid, "password": place.password}
    there, book = connection("bench", {**entry, "ca_file": place.authority}), Book()
    return EppRegistry(there, Pool(there, book), book)


def _bare(place: Place):
    from epptools import Client, Config

    return Client.connect_and_login(
        Config(host="localhost", port=place.port, clid=place.clid, password=place.password,
               ca_file=place.authority)
    )  # fmt: skip


@contextmanager
def _server() -> Iterator[Place]:
    """The registry in a process of its own, on the database of this process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "manage.py", "registry", "--port", "0"]
        environment = {**os.environ, "PORTAL_STATE_DIR": folder, "LOG_LEVEL": "ERROR", "EPP_SCHEMAS": ""}
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, text=True, stdout=subprocess.PIPE
        )
        try:
            said = process.stdout.readline()
            port = int(said.partition("127.0.0.1:")[2].partition(";")[0])
            yield Place(port, str(Path(folder) / "registry" / "ca.pem"))
        finally:
            process.terminate()
            process.wait()
