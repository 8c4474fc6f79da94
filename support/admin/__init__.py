"""The back office of support: requests with their clocks, incidents, windows, mail, hours, help."""

from support.abuse import admin as abuse

from . import advice, articles, books, incidents, mail, tickets

__all__ = ["abuse", "advice", "articles", "books", "incidents", "mail", "tickets"]
