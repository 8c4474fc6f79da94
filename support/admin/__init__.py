"""The back office of support: requests with their clocks, incidents, windows, mail, hours, help."""

from . import articles, books, incidents, mail, tickets

__all__ = ["articles", "books", "incidents", "mail", "tickets"]
