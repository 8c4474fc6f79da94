"""Journeys of the demo's clock: asked for by the clock page, made by the worker, one at a time.

The request is a small file, so a killed worker's journey is taken up by the next tick, from where the clock
stands. Nothing is done inside a web request: it only asks and shows how far the clock has come.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from . import clock
from .simulation import advance_to


@dataclass(frozen=True)
class Journey:
    """From where to where the clock goes, and what was done on the way once it has arrived."""

    start: str
    target: str
    steps: int = 0

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.start)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromisoformat(self.target)

    def done(self, now: datetime) -> int:
        """How far the clock has come, in per cent."""
        whole = self.ends_at - self.starts_at
        return min(100, round(100 * (now - self.starts_at) / whole)) if whole else 100


def ask(target: datetime) -> bool:
    """Ask for a journey; False while another one is under way."""
    try:
        with _wanted().open("x") as file:
            json.dump(asdict(Journey(clock.now().isoformat(), target.isoformat())), file)
    except FileExistsError:
        return False
    return True


def under_way() -> Journey | None:
    """The journey that is asked for or being made."""
    return _read(_wanted())


def last() -> Journey | None:
    """The last journey made."""
    return _read(_made())


def travel() -> None:
    """Make the journey that is asked for, unless another process is making it."""
    if not _wanted().exists():
        return
    with _alone() as mine:
        if mine and (asked := under_way()):
            tally = advance_to(asked.ends_at)
            _wanted().write_text(json.dumps(asdict(asked) | {"steps": tally.steps}))
            _wanted().replace(_made())


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the only one that travels; the kernel takes the lock from one that dies."""
    with (settings.STATE_DIR / "clock.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _read(path: Path) -> Journey | None:
    try:
        return Journey(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return None


def _wanted() -> Path:
    return settings.STATE_DIR / "clock.wanted"


def _made() -> Path:
    return settings.STATE_DIR / "clock.made"
