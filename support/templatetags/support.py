"""Words of the pages of support: elapsed times, minutes, articles."""

from datetime import timedelta

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.roles import Capability
from core.company import company
from core.display import language
from support import subjects, telephone

register = template.Library()
SECONDS, HOUR = 60, 60  # of a minute, minutes of an hour


@register.filter
def elapsed(value: timedelta | None) -> str:
    """2 h 05 min; a dash for what has no end yet."""
    return "–" if value is None else minutes(int(value.total_seconds()) // SECONDS)


@register.filter
def minutes(value: int) -> str:
    """Minutes as hours and minutes."""
    whole, rest = divmod(int(value), HOUR)
    if not whole:
        return _("%(m)s min") % {"m": rest}
    return _("%(h)s h %(m)s min") % {"h": whole, "m": f"{rest:02d}"} if rest else _("%(h)s h") % {"h": whole}


@register.simple_tag(takes_context=True)
def phone_line(context: template.Context) -> str:
    """The telephone, its hours, and whether somebody answers now (HD-0.1)."""
    house = company()
    now = _("open now") if telephone.is_open(context["portal"]["now"]) else _("closed now")
    words = '<bdi dir="ltr">{}</bdi> – {} ({})'
    return format_html(words, house.phone, house.phone_hours[language()], now)


@register.inclusion_tag("support/_ask.html", takes_context=True)
def ask_about(context: template.Context, thing) -> dict:
    """The link that opens a request about a thing or its number, for who may ask."""
    membership = getattr(context["request"], "membership", None)
    may = bool(membership and membership.may(Capability.ASK))
    about = thing if isinstance(thing, str) else thing.public_id
    return {"url": subjects.request_url(about) if may else ""}
