"""Filters of the text of a mail: plain characters, in the language of the mail."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time
from django import template
from django.utils.translation import get_language

from core import clock
from core.money import NUMBER_LOCALES
from core.money import text as amount

register = template.Library()


@lru_cache(maxsize=4096)
def say_money(centimes: int, language: str) -> str:
    """1 234,50 MAD"""
    return amount(centimes, language=language)


@lru_cache(maxsize=4096)
def say_day(on: date, language: str) -> str:
    """22 novembre 2026"""
    return format_date(on, "long", locale=NUMBER_LOCALES[language])


def say_moment(instant: datetime, language: str) -> str:
    """22 novembre 2026 à 14:05, Moroccan time"""
    local = instant.astimezone(clock.LOCAL)
    return f"{say_day(local.date(), language)} {format_time(local, 'HH:mm', locale=NUMBER_LOCALES[language])}"


@register.filter
def money(centimes: int) -> str:
    return say_money(centimes, get_language())


@register.filter
def day(on: date) -> str:
    return say_day(on, get_language())


@register.filter
def moment(instant: datetime) -> str:
    return say_moment(instant, get_language())


@register.filter
def clause_link(clause: str) -> str:
    return clause
