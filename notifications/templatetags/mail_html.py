"""Filters of the HTML of a mail: the same words, isolated so that they keep together in every script."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from notifications.links import link

from . import mail_text as plain

register = template.Library()


@register.filter
@plain.remembered
def money(centimes: int, currency: str = "MAD") -> SafeString:
    return format_html("<bdi>{}</bdi>", plain.money(centimes, currency))


@register.filter
@plain.remembered
def day(on: date, style: str = "long") -> SafeString:
    return format_html("<bdi>{}</bdi>", plain.day(on, style))


@register.filter
@plain.remembered
def instant(at: datetime) -> SafeString:
    return format_html("<bdi>{}</bdi>", plain.instant(at))


@register.filter
@plain.remembered
def clause_link(clause: str) -> SafeString:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', link("contracts:clause", clause), clause)
