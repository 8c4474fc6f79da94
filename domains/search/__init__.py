"""Searching: which names a person may have, at what price. Availability is only indicative (DN-2.2b)."""

from .asking import Question, Result, exact, search

__all__ = ["Question", "Result", "exact", "search"]
