"""Requests as the portal makes them, straight to the adapter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from core import clock
from ssl_certs.authority import Authority, Progress, Request, authority_for
from tests import certificates


@dataclass
class Dialogue:
    """One request and how far it is; `names` of the world is where the proofs are put."""

    authority: Authority
    wanted: Request
    world: object
    now: datetime
    answer: Progress = None

    def ask(self) -> Progress:
        return self._heard(self.authority.request(self.wanted, self.now))

    def advance(self, *ready: str, vetted: bool = True) -> Progress:
        return self._heard(self.authority.advance(self.wanted, set(ready), vetted, self.now))

    def prove(self) -> Progress:
        """Put everything in place and say so."""
        for challenge in self.answer.challenges:
            if not challenge.valid:
                self.world.place(challenge)
        return self.advance(*self.wanted.names)

    def cancel(self) -> Progress:
        return self.authority.cancel(self.wanted, self.now)

    def of(self, name: str):
        """What is asked of one name."""
        return next(c for c in self.answer.challenges if c.name == name)

    def _heard(self, answer: Progress) -> Progress:
        self.answer, self.wanted = answer, replace(self.wanted, reference=answer.reference)
        return answer


@pytest.fixture
def now() -> datetime:
    """The authorities' clock is the real one."""
    return clock.now()


@pytest.fixture
def dialogue(names_of_the_world, now) -> Callable[..., Dialogue]:
    """Open a request for names at the authority that is in charge."""

    def begin(*names: str, method: str = "dns", pem: str = "", **facts) -> Dialogue:
        methods = dict.fromkeys(names, method)
        wanted = Request("crt_test", "", pem or certificates.csr(*names), names, methods, 90, **facts)
        return Dialogue(authority_for("sectigo"), wanted, names_of_the_world, now)

    return begin
