"""The post office: takes mails out of the house, notes each where no kill reaches, is sometimes shut."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from notifications.carriers import NoCarrier, Refused, TryLater
from notifications.models import Email

from . import kills
from .weather import Weather, within

BOUNCING = "bounce"  # addresses that begin so do not exist


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was accepted for delivery."""

    at: datetime
    process: int
    message_id: str
    kind: str
    about: str
    key: str
    to: str


class PostOffice:
    """A carrier that keeps its own book."""

    def __init__(self, book: Path, weather: Weather, seed: int, faults: bool):
        self.book = os.open(book, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self.path, self.weather, self.seed, self.faults = book, weather, seed, faults

    def send(self, email: Email, files: list, now: datetime) -> None:
        """Accept the mail or not."""
        if within(self.weather.mail, now):
            raise NoCarrier("the mail server does not answer")
        if email.to.startswith(BOUNCING):
            raise Refused("550 no such mailbox")
        if self.faults and Random(f"{self.seed}|{email.key}|{email.attempts}").random() < 0.02:
            raise TryLater("451 greylisted")
        kills.burn("mail")
        facts = [now.isoformat(), os.getpid(), email.public_id, email.kind, email.about, email.key, email.to]
        os.write(self.book, ("\t".join(map(str, facts)) + "\n").encode())
        kills.burn("mail")

    def close(self) -> None:
        """Nothing is open."""

    def letters(self) -> Iterator[Letter]:
        """All that was accepted, in order."""
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                at, process, *rest = line.rstrip("\n").split("\t")
                yield Letter(datetime.fromisoformat(at), int(process), *rest)
