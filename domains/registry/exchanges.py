"""What was said to a registry and what it answered: one row for each exchange, secrets masked.

`sent` is called before anything that changes something leaves, and is committed by then; `answered` afterwards. So a
command whose answer never came is known after a kill as well, and it can be told whose a registration is. Questions
are gathered and written many at once: one commit for each would cost more than the question.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, models
from django.db.models import Q

from core import bulk
from domains.models import HELD, Domain

from .epp.codes import PENDING
from .epp.terms import EPP
from .models import RegistryExchange

log = logging.getLogger(__name__)
GATHERED = 50  # questions written at once
DECIDED = "refused after its examination"
CREATION = "domain:create"
OWNING = (CREATION, "domain:transfer request")  # what makes a name ours


@dataclass
class Exchange:
    """One command and its answer; `request` and `answer` are XML without secrets, `reference` our public id."""

    registry: str
    command: str
    name: str
    reference: str
    cltrid: str
    at: datetime
    changes: bool
    request: str
    svtrid: str = ""
    code: int | None = None
    answer: str = ""
    error: str = ""


class Book:
    """The exchanges, kept in the database. They are no part of the act: a book that fails spoils no answer."""

    def __init__(self) -> None:
        self.questions: list[models.Model] = []
        self.lock = threading.Lock()

    def sent(self, exchange: Exchange) -> None:
        """Before it leaves; only what changes something must be known after a kill."""
        if exchange.changes:
            bulk.insert([*self._gathered(), RegistryExchange(**vars(exchange))])

    def answered(self, exchange: Exchange) -> None:
        """Afterwards, whatever came of it."""
        if not exchange.changes:
            self.questions.append(RegistryExchange(**vars(exchange)))
            if len(self.questions) >= GATHERED:
                self.flush()
            return
        facts = {"code": exchange.code, "svtrid": exchange.svtrid, "answer": exchange.answer}
        try:
            rows = RegistryExchange.objects.filter(cltrid=exchange.cltrid)
            rows.update(**facts, error=exchange.error)
        except DatabaseError:
            log.exception("the answer to %s could not be kept", exchange.cltrid)

    def flush(self) -> None:
        """Write the gathered questions."""
        gathered = self._gathered()
        try:
            if gathered:
                bulk.insert(gathered)
        except DatabaseError:
            log.exception("%d questions to registries could not be kept", len(gathered))

    def _gathered(self) -> list[models.Model]:
        with self.lock:
            gathered, self.questions = self.questions, []
        return gathered

    def reference_of(self, name: str) -> str:
        """Whose a name of ours is: for whom it was created last, or who holds it here, or for what it was asked for.

        A transfer is asked for under an id of its own and may come to a row that is made only then.
        """
        owning = RegistryExchange.objects.filter(_not_refused(), name=name, command__in=OWNING)
        newest = owning.exclude(reference="").order_by("-pk").values_list("command", "reference").first()
        command, reference = newest or ("", "")
        return reference if command == CREATION else _holder(name) or reference

    def when(self, command: str, name: str) -> datetime | None:
        """When that was last asked for and not refused."""
        asked = RegistryExchange.objects.filter(_not_refused(), command=command, name=name)
        return asked.order_by("-pk").values_list("at", flat=True).first()

    def last(
        self, registry: str, commands: Iterable[str], name: str, reference: str
    ) -> tuple[str, int | None]:
        """The newest of these commands for this reference, and its code; empty where there was none."""
        which = {"registry": registry, "command__in": list(commands), "name": name, "reference": reference}
        rows = RegistryExchange.objects.filter(**which).exclude(error=DECIDED).order_by("-pk")
        return rows.values_list("command", "code").first() or ("", None)

    def conclude(self, registry: str, command: str, name: str, reference: str) -> None:
        """The registry has refused what it had examined: the same, asked for once more, is a new command."""
        which = {"registry": registry, "command": command, "name": name, "reference": reference}
        RegistryExchange.objects.filter(**which, code=PENDING).update(error=DECIDED)


def forget(now: datetime) -> int:
    """Remove the exchanges that have been kept long enough."""
    old = Q(changes=True, at__lt=now - EPP.exchanges_kept) | Q(changes=False, at__lt=now - EPP.questions_kept)
    return RegistryExchange.objects.filter(old).delete()[0]


def told_about(abouts: list[str]) -> list[dict]:
    """What was said to the registries about these things and what they answered, oldest first."""
    names = (
        "at",
        "registry",
        "command",
        "name",
        "reference",
        "cltrid",
        "svtrid",
        "code",
        "request",
        "answer",
        "error",
    )
    return list(RegistryExchange.objects.filter(reference__in=abouts).order_by("pk").values(*names))


def _not_refused() -> Q:
    """Carried out, or nobody knows: a failure of the server (24xx, 25xx) may have come after the work."""
    return Q(code=None) | Q(code__lt=2000) | Q(code__range=(2400, 2599))


def _holder(name: str) -> str:
    """A name that came to us otherwise (taken over, moved by the registry) is whose the portal says."""
    held = Domain._base_manager.filter(name=name, state__in=HELD)
    return held.values_list("public_id", flat=True).first() or ""
