"""The tag library of every template: amounts, days, clauses, icons, and the components with a body."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import forms, template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from lucide.templatetags.lucide import lucide

from core import belongings, display
from core import lifeline as life
from core.clock import LOCAL

register = template.Library()

TONE_ICONS = {
    "fine": "circle-check",
    "soon": "clock-alert",
    "late": "triangle-alert",
    "ended": "circle-slash",
    "neutral": "info",
}
MESSAGE_TONES = {"success": "fine", "warning": "soon", "error": "late"}


# --- amounts and time --------------------------------------------------------------------------------
@register.filter
def money(centimes: int | None, currency: str = "MAD") -> str:
    """Centimes as `1 234,50 MAD`, isolated and unbreakable; nothing for None."""
    if centimes is None or centimes == "":
        return ""
    return format_html('<bdi class="money">{}</bdi>', display.amount(int(centimes), currency))


@register.filter
def sized(number: int | None, unit: str) -> str:
    """A number with its unit (GB, TB, Mbit/s), never broken and in its own direction, in an Arabic line too."""
    if number is None or number == "":
        return ""
    return format_html('<bdi class="money">{}\u00a0{}</bdi>', number, display.UNITS.get(unit, unit))


@register.filter
def day(value: date | datetime | None, style: str = "long") -> str:
    """A contract day in words; style: long, short, near (without the year), month (without the day)."""
    if not value:
        return ""
    local = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), display.day(local, style))


@register.filter
def instant(value: datetime | None) -> str:
    """An instant on the Moroccan wall clock."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), display.instant(value))


@register.filter
def duration(value: timedelta) -> str:
    """How long something took, or how late it is."""
    return display.duration(value.total_seconds())


@register.filter
def has_evidence_file(public_id: str) -> bool:
    """Whether an evidence file can be made about the thing: a service or an order."""
    return belongings.service_of(public_id or "") is not None


@register.filter
def clause_link(clause: str | None) -> str:
    """A clause id as a chip that leads to its page (DESIGN: every rule shows its clause)."""
    if not clause:
        return ""
    try:
        url = reverse("contracts:clause", args=[clause])
    except NoReverseMatch:
        return format_html('<span class="clause">{}</span>', clause)
    return format_html('<a class="clause" href="{}">{}</a>', url, clause)


@register.filter
def breakable(text: Any) -> SafeString:
    """A text whose long names may go on in the next line after a dot."""
    return mark_safe(conditional_escape(text).replace(".", ".<wbr>"))


# --- icons and tones ---------------------------------------------------------------------------------
@lru_cache(maxsize=256)
def _icon(name: str, size: int, css_class: str, stroke_width: str) -> SafeString:
    attributes = {"aria-hidden": "true", "focusable": "false", "class": css_class}
    return mark_safe(lucide(name, size=size, stroke_width=stroke_width, **attributes))


@register.simple_tag
def icon(name: str, size: int = 20, stroke_width: str = "2", **attributes: str) -> SafeString:
    """A lucide icon, inlined and silent for screen readers: the word beside it speaks."""
    return _icon(str(name), int(size), attributes.get("class", "icon"), str(stroke_width))


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that says a tone without its colour."""
    return TONE_ICONS.get(tone, TONE_ICONS["neutral"])


@register.filter
def message_tone(level: str) -> str:
    """The tone of a Django message level."""
    return MESSAGE_TONES.get(level, "neutral")


# --- where one is ------------------------------------------------------------------------------------
def _here(context: template.Context, names: str) -> bool:
    match = getattr(context.get("request"), "resolver_match", None)
    return bool(match and match.view_name) and any(match.view_name.startswith(n) for n in names.split())


@register.simple_tag(takes_context=True)
def is_here(context: template.Context, names: str) -> SafeString:
    """`aria-current="page"` when the present view's name begins with one of `names`."""
    return mark_safe(' aria-current="page"') if _here(context, names) else mark_safe("")


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, icon: str, label: str, match: str = "") -> SafeString:
    """A place of the navigation; nothing when its page does not exist in this installation."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return mark_safe("")
    here = _here(context, match or name)
    return _render(context, "nav_link", url=url, icon=icon, label=label, here=here)


# --- forms -------------------------------------------------------------------------------------------
@register.filter
def field_kind(field: forms.BoundField) -> str:
    """How a field is laid out: hidden, check (box before its label), choices (a group) or line."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "line"


# --- components --------------------------------------------------------------------------------------
def _render(context: template.Context, component: str, /, **variables: object) -> SafeString:
    source = context.template.engine.get_template(f"components/{component}.html")
    with context.push(**variables):
        return source.render(context)


def _trimmed(content: str) -> SafeString:
    """A block's rendered body without the blank lines around it, so that an empty one is false."""
    return mark_safe(content.strip())


@register.simple_tag(takes_context=True)
def badge(context: template.Context, tone: str, word: str, icon: str = "") -> SafeString:
    """A state: colour, icon and word."""
    return _render(context, "badge", tone=tone, word=word, icon=icon or tone_icon(tone))


@register.simple_tag(takes_context=True)
def button(
    context: template.Context,
    label: str,
    href: str = "",
    kind: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
) -> SafeString:
    """A link that looks like a button, or a submit button when it leads nowhere."""
    return _render(context, "button", label=label, href=href, kind=kind, icon=icon, name=name, value=value)


@register.simple_tag(takes_context=True)
def lifeline(context: template.Context, line: life.LifeLine) -> SafeString:
    """The signature picture: both drawings and the table."""
    rtl = get_language_bidi()
    wide, tall = life.render(line, rtl=rtl), life.render(line, rtl=rtl, vertical=True)
    return _render(context, "lifeline", line=line, rows=life.rows(line), wide=wide, tall=tall)


@register.simple_block_tag(takes_context=True)
def page_header(
    context: template.Context,
    content: str,
    title: str,
    lead: str = "",
    over: str = "",
    over_url: str = "",
    badge: str = "",
) -> SafeString:
    """The top of a page; its body holds the actions."""
    variables = {"title": title, "lead": lead, "over": over, "over_url": over_url, "badge": badge}
    return _render(context, "page_header", content=_trimmed(content), **variables)


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context, content: str, title: str = "", icon: str = "", tone: str = "", id: str = ""
) -> SafeString:
    """A surface with a title."""
    return _render(context, "card", content=content, title=title, icon=icon, tone=tone, id=id)


@register.simple_block_tag(takes_context=True)
def table(context: template.Context, content: str, caption: str, hidden_caption: bool = True) -> SafeString:
    """A list that becomes cards on a phone."""
    return _render(context, "table", content=content, caption=caption, hidden_caption=hidden_caption)


@register.simple_block_tag(takes_context=True)
def detail(context: template.Context, content: str, label: str, clause: str = "") -> SafeString:
    """One line of a detail list."""
    return _render(context, "detail", content=content, label=label, clause=clause)


@register.simple_block_tag(takes_context=True)
def empty_state(
    context: template.Context, content: str, title: str, icon: str = "", level: int = 2
) -> SafeString:
    """Nothing here yet, and the way out."""
    return _render(context, "empty", content=content, title=title, icon=icon, level=level)


@register.simple_block_tag(takes_context=True)
def note(context: template.Context, content: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A remark inside a page."""
    return _render(context, "note", content=content, tone=tone, icon=icon or tone_icon(tone))


@register.simple_block_tag(takes_context=True)
def confirm(
    context: template.Context,
    content: str,
    title: str,
    tone: str = "soon",
    *,
    form: forms.BaseForm | None = None,
    submit: str = "",
    hidden: Mapping[str, str] | None = None,
    confirm_label: str = "",
    confirm_name: str = "confirmed",
    **links: str,
) -> SafeString:
    """The panel before an act that binds; `links`: cancel_url, clause, action."""
    variables = {"title": title, "tone": tone, "form": form, "submit": submit, "hidden": hidden or {}}
    variables |= {"confirm_label": confirm_label, "confirm_name": confirm_name}
    variables |= {name: links.get(name, "") for name in ("cancel_url", "clause", "action")}
    return _render(context, "confirm", content=_trimmed(content), **variables)
