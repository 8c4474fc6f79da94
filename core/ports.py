"""Ports: the small Protocols through which the portal speaks to the outside world, and how they fail.

Every port has a real adapter, a manual one (staff do it and type the answer) and a sandbox; each product keeps
its own port's Protocol in its folder. Adapters raise only these errors.
"""


class PortError(Exception):
    """The outside world did not do what was asked."""


class PortUnavailable(PortError):
    """No answer, or a temporary one: the same request is made again later. It may have been carried out."""


class PortWaiting(PortError):
    """The answer will come later (a person, a review): ask again."""


class PortRefused(PortError):
    """A final answer: no. `code` is the port's own code, `message` its own words."""

    def __init__(self, code: int | str, message: str = ""):
        super().__init__(f"{code} {message}".strip())
        self.code = code
        self.message = message
