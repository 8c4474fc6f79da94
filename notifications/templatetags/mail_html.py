"""Filters of the HTML of a mail: the same words in markup that keeps them in one piece in every script."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from notifications.links import link

from .mail_text import say_day, say_moment, say_money

register = template.Library()


@register.filter
def money(centimes: int) -> SafeString:
    return mark_safe(f"<bdi>{say_money(centimes, get_language())}</bdi>")  # figures and a currency code


@register.filter
def day(on: date) -> SafeString:
    return mark_safe(f"<bdi>{say_day(on, get_language())}</bdi>")  # a formatted date


@register.filter
def moment(instant: datetime) -> SafeString:
    return mark_safe(f"<bdi>{say_moment(instant, get_language())}</bdi>")  # a formatted instant


@register.filter
def clause_link(clause: str) -> SafeString:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', link("contracts:clause", clause), clause)
