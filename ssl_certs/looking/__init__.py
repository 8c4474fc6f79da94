"""Our own look at a name before the authority looks: the record or file, CAA, DNSSEC (SSL-11.3(1), facts C).

A look never fails: what could not be seen is a finding too. Findings are codes and facts; `words` says them.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from ssl_certs.models import NameValidation

from .findings import Finding, finding, keeps_away
from .words import Said, said

__all__ = ["Finding", "Look", "Said", "comes_first", "keeps_away", "look", "said", "sees", "sought"]
log = logging.getLogger(__name__)

LOOKERS = {"dns": "really.look", "sandbox": "sandbox.look"}
VISIBLE = ("dns", "http")  # a mailbox cannot be looked into


@dataclass(frozen=True)
class Look:
    """What was found, and what was sought: a finding about an earlier token counts no more."""

    sought: tuple[str, ...]
    found: tuple[dict[str, Any], ...]


def sought(row: NameValidation) -> tuple[str, ...]:
    """What a look at this name looks for."""
    return (row.name, row.method, row.host, row.record, row.path, row.value)


def sees(row: NameValidation) -> bool:
    """Whether there is something to look for."""
    return settings.VALIDATION_LOOKS in LOOKERS and row.method in VISIBLE and bool(row.value)


def comes_first(row: NameValidation) -> bool:
    """Whether the authority waits for our look: where we really look, for a token that it misses may be lost."""
    return settings.VALIDATION_LOOKS == "dns" and sees(row)


def look(row: NameValidation, now: datetime) -> Look:
    """Look now. Speaks to the outside world: never in a request, never under a lock."""
    wanted = sought(row)
    if row.certificate.state != "validating" or not sees(row):
        return Look(wanted, ())
    try:
        found = import_string(f"{__name__}.{LOOKERS[settings.VALIDATION_LOOKS]}")(row, now)
    except Exception:  # whatever hostile servers answer, the authority still gets to look
        log.exception("%s could not be looked at", row.public_id)
        found = [finding("look", "not_looked", None)]
    return Look(wanted, tuple(found))
