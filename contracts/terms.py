"""Terms of the contract itself: when a new version of a document may take effect, and how people are told."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class VersionTerms:
    """How a document changes."""

    notice: timedelta = term(days(30), "C-22")  # between publishing and effect, where no regulator imposes it
    batch: int = term(200, POLICY)  # customers told in one transaction


@dataclass(frozen=True, slots=True)
class LeavingTerms:
    """When a notice of non-renewal is given in time; a later one holds too (C-11)."""

    notice_months: int = term(1, "HD-6.3")  # before the anniversary


LEAVING = LeavingTerms()
VERSIONS = VersionTerms()
