"""Terms of the contract itself: when a new version of a document may take effect, and how people are told."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class VersionTerms:
    """How a document changes."""

    notice: timedelta = term(days(30), "C-22")  # between publishing and effect, where no regulator imposes it
    batch: int = term(200, POLICY)  # customers told in one transaction


VERSIONS = VersionTerms()
