"""Filters of the text of a mail: what pages write, in plain characters and in the language of the mail."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any

from django import template

from core import display

register = template.Library()
language: ContextVar[str] = ContextVar("language of the mail being written")


def remembered(write: Callable[..., str]) -> Callable[..., str]:
    """Format the same value once per language: ten thousand notices share few days and prices."""

    @lru_cache(maxsize=4096)
    def in_language(_language: str, *values: Any) -> str:
        return write(*values)

    @wraps(write)
    def said(value: Any, *more: Any) -> str:
        return "" if value is None or value == "" else in_language(language.get(), value, *more)

    return said


@register.filter
@remembered
def money(centimes: int, currency: str = "MAD") -> str:
    return display.amount(centimes, currency)


@register.filter
@remembered
def day(on: date, style: str = "long") -> str:
    return display.day(on, style)


@register.filter
@remembered
def instant(at: datetime) -> str:
    return display.instant(at)


@register.filter
def clause_link(clause: str) -> str:
    return clause
