"""Readings of a dedicated server's switch port, typed or imported by staff: no hypervisor counts it (SRV-5.1(1)).

A reading is what the port has counted since it was last reset, as a collector writes it. A CSV file has one a line:

    server;measured_at;received;sent
    srv_3f9c0a1b2c3d4e5f;2026-11-30 00:00;512000000000;1024000000000

`server` is its public id, host name, one of its addresses or its serial number; `measured_at` is Moroccan time
where it names no zone; `received` and `sent` are bytes. Commas may stand for semicolons. A file is taken whole or not
at all.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.acts import Act
from core.clock import LOCAL
from servers.hypervisor import Usage
from servers.models import Server

from .usage import MEASURED, take_usage

COLUMNS = ["server", "measured_at", "received", "sent"]
MOST = 5_000  # lines of one file


class Reading(NamedTuple):
    """What the port of a server had counted at an instant, in bytes since its reset."""

    server: Server
    at: datetime
    received: int
    sent: int


class Wrong(Exception):
    """What is wrong with a file, one sentence for each line."""

    def __init__(self, said: list[str]):
        super().__init__("\n".join(said))
        self.said = said


def read(text: str, now: datetime) -> list[Reading]:
    """The readings of a CSV text, oldest first. Raises Wrong with every line that is not one."""
    rows = csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=";" if ";" in text else ",")
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(row)]
    if not lines or [cell.lower() for cell in lines[0][1]] != COLUMNS:
        raise Wrong([_("The first line must be: %(columns)s") % {"columns": ";".join(COLUMNS)}])
    if len(lines) - 1 > MOST:
        raise Wrong([_("More than %(n)s lines: split the file.") % {"n": MOST}])
    found: list[Reading] = []
    wrong: list[str] = []
    for number, row in lines[1:]:
        try:
            found.append(_reading(row, now))
        except ValueError as error:
            wrong.append(_("Line %(number)s: %(error)s") % {"number": number, "error": error})
    found.sort(key=lambda one: one.at)
    wrong += _twice(found)
    if wrong:
        raise Wrong(wrong)
    return found


@transaction.atomic
def take(found: list[Reading], act: Act) -> int:
    """Count them, as the hypervisor's counters are counted; how many."""
    for one in found:
        take_usage(one.server, act, usage=Usage(one.received, one.sent, 0), at=one.at)
    return len(found)


def check(server: Server, at: datetime, now: datetime) -> None:
    """Raises ValueError where a reading cannot be this server's, or not of this instant."""
    if server.product.is_cloud:
        raise ValueError(
            _("%(server)s is a cloud server: its hypervisor counts.") % {"server": server.hostname}
        )
    if server.state not in MEASURED:
        facts = {"server": server.hostname, "state": server.get_state_display()}
        raise ValueError(_("%(server)s is %(state)s: nothing is counted.") % facts)
    if at > now:
        raise ValueError(_("the reading lies in the future"))
    last = server.samples.order_by("at").last()
    if last and at <= last.at:
        raise ValueError(_("%(server)s has a newer reading already.") % {"server": server.hostname})


def _reading(row: list[str], now: datetime) -> Reading:
    if len(row) != len(COLUMNS):
        raise ValueError(_("%(n)s columns are needed.") % {"n": len(COLUMNS)})
    server, at = _server(row[0]), _instant(row[1])
    check(server, at, now)
    return Reading(server, at, _bytes(row[2]), _bytes(row[3]))


def _server(typed: str) -> Server:
    named = Q(public_id=typed) | Q(hostname__iexact=typed) | Q(machine__serial=typed)
    running = Server.objects.select_related(*Server.schedule_related).filter(state__in=MEASURED)
    found = list(running.filter(named | Q(addresses__ip__iexact=typed)).distinct()[:2])
    if len(found) != 1:
        words = _("“%(typed)s” names several servers.") if found else _("“%(typed)s” is no server that runs.")
        raise ValueError(words % {"typed": typed[:80]})
    return found[0]


def _instant(typed: str) -> datetime:
    at = parse_datetime(typed)
    if at is None:
        raise ValueError(
            _("“%(typed)s” is no instant. Write it like 2026-11-30 08:00.") % {"typed": typed[:40]}
        )
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


def _bytes(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()) or int(typed) >= 2**62:
        raise ValueError(_("“%(typed)s” is no number of bytes.") % {"typed": typed[:40]})
    return int(typed)


def _twice(found: list[Reading]) -> Iterator[str]:
    seen = set()
    for one in found:
        if (one.server.pk, one.at) in seen:
            yield _("%(server)s has two readings of one instant.") % {"server": one.server.hostname}
        seen.add((one.server.pk, one.at))
