"""Rendering: how a mail is written, and how it becomes a subject, a text and an HTML page.

THE FORMAT, for whoever writes a mail of the kind `<app>.<what>` (`domains.expiry_notice`):

templates/mail/<app>.<what>.txt     the first line is the subject; then an empty line; then the text
templates/mail/<app>.<what>.html    the body only: paragraphs, a facts table, a button

Both are ordinary Django templates: English msgids in `{% translate %}`, `{% blocktranslate trimmed %}`.
Neither extends nor includes anything: greeting, signature, legal identifiers, the clause that causes the mail
and the courtesy line about French (C-32) come from `mail/_layout.{txt,html}`. Example:

    {% blocktranslate with until=paid_through|day %}{{ name }} expires on {{ until }}{% endblocktranslate %}

    {% blocktranslate trimmed with until=paid_through|day %}
    The domain name {{ name }} is paid until {{ until }}.
    {% endblocktranslate %}

    {% translate "Price of the renewal" %}: {{ price|money:currency }}
    {% translate "Renew" %}: {{ link }}

    <p>{% blocktranslate trimmed with until=paid_through|day %}The domain name <strong>{{ name }}</strong> is
    paid until {{ until }}.{% endblocktranslate %}</p>
    <table class="facts">
    <tr><th>{% translate "Price of the renewal" %}</th><td>{{ price|money:currency }}</td></tr>
    </table>
    <p><a class="button" href="{{ link }}">{% translate "Renew" %}</a></p>

- The subject stays on ONE line of the .txt file. Text and HTML read the same variables (a law of the tests).
- Context: plain values only (str, int centimes, date, datetime, lists of dicts). `company` is always there.
- Filters: `money` (centimes), `day` (a date), `instant` (shown in Moroccan time), `clause_link` (a clause id)
  as on pages; they give markup in HTML and plain characters in text, in the mail's own language.
- Links are absolute and passed in the context: `link=outbox.link("domains:detail", domain.public_id)`;
  `{% url %}` would give a relative address.
- Classes of the HTML body: `facts` (table of th/td rows), `button` (on a link), `note` (a quiet paragraph),
  `alert` (something irreversible comes), `total` (the last row of a facts table).
- Values are escaped in HTML and left alone in text; a line break in subject or address is refused.

Queueing it, in the transaction that causes it (`customer=None` for what only one person may read: sign-in
codes, address confirmations; with a customer it is shown to the whole account under "Messages"):

    outbox.queue("domains.expiry_notice", to=owner.email, language=owner.language, customer=domain.customer,
                 context={…}, about=domain.public_id, key=f"{domain.public_id}:expiry:{end}:30",
                 series="expiry", clause="DN-3.3", now=act.now, act=act)

How it is fast: per language each template is compiled once with its translations already resolved; mails that
differ only in what is `PERSONAL` are rendered once and filled in; the layout is rendered once per language and
clause.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.utils import translation
from django.utils.html import escape

from core.company import company

from .links import link
from .models import BODY, SUBJECT, Frame
from .templatetags.mail_text import language as spoken

# Values that every mail only prints, never asks about: filled in last, each in the place of one private character.
PERSONAL = {"name": "\ue000", "link": "\ue001"}
REMEMBERED = 2_000  # renderings

FOLDER = settings.BASE_DIR / "templates" / "mail"
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
ADDRESS = re.compile(r"[^\s@<>,;:\"()\\]+@[^\s@<>,;:\"()\\]+")


class HeaderInjection(ValueError):
    """A value would break out of a mail header."""


class MissingVariable(LookupError):
    """A mail template names a value that the context does not hold."""


class _Missing(str):
    """What Django asks about an unknown variable: here, an error instead of a hole in the sentence."""

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise MissingVariable(str(variable))


@dataclass(frozen=True, slots=True)
class Compiled:
    """One kind of mail in one language."""

    subject: Template
    text: Template
    html: Template


@dataclass(frozen=True, slots=True)
class Written:
    """A mail's own words."""

    subject: str
    text: str
    html: str


def write(kind: str, language: str, context: dict[str, Any]) -> Written:
    """The subject and the two bodies of one mail."""
    personal = {
        key: context[key] for key in PERSONAL.keys() & context.keys() if isinstance(context[key], str)
    }
    words = _shared(kind, language, {**context, **{key: PERSONAL[key] for key in personal}})
    subject, text, html = words.subject, words.text, words.html
    for key, value in personal.items():
        place = PERSONAL[key]
        subject, text = subject.replace(place, value), text.replace(place, value)
        html = html.replace(place, escape(value))
    return Written(header(subject), text, html)


_renderings: dict[tuple, Written] = {}


def _shared(kind: str, language: str, context: dict[str, Any]) -> Written:
    """The rendering of these values, kept for the next mail that has the same: notices share days and prices."""
    try:
        key = (
            kind,
            language,
            *((k, tuple(v.items()) if isinstance(v, dict) else v) for k, v in context.items()),
        )
        known = _renderings.get(key)
    except TypeError:  # lists of lines: the mail has no double
        return _render(kind, language, context)
    if known is None:
        if len(_renderings) >= REMEMBERED:
            _renderings.clear()
        known = _renderings[key] = _render(kind, language, context)
    return known


def _render(kind: str, language: str, context: dict[str, Any]) -> Written:
    mail = compiled(kind, language)
    values = {"company": company, **context}
    with speaking(language):
        plain = Context(values, autoescape=False)
        subject, text = mail.subject.render(plain), mail.text.render(plain)
        html = mail.html.render(Context(values))
    return Written(subject, text, html)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block, filters and what is left to translate speak the language of the mail."""
    token = spoken.set(language)
    try:
        if translation.get_language() == language:
            yield
        else:
            with translation.override(language):
                yield
    finally:
        spoken.reset(token)


def header(value: str) -> str:
    """The value, if it stays within one header."""
    if not value or FORBIDDEN.search(value):
        raise HeaderInjection(repr(value))
    return value


def address(value: str) -> str:
    """The value, if it is one address and nothing else."""
    if not ADDRESS.fullmatch(header(value)):
        raise HeaderInjection(repr(value))
    return value


@lru_cache(maxsize=2)
def _engine(filters: str) -> Engine:
    builtins = ["notifications.templatetags.resolved", f"notifications.templatetags.{filters}"]
    return Engine(string_if_invalid=_Missing("?"), builtins=builtins)


@lru_cache(maxsize=1024)
def compiled(kind: str, language: str) -> Compiled:
    """The templates of a kind with the translations of one language resolved."""
    plain, page = _engine("mail_text"), _engine("mail_html")
    first, _newline, rest = (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").partition("\n")
    body = (FOLDER / f"{kind}.html").read_text(encoding="utf-8")
    with translation.override(language):
        subject, text = plain.from_string(first.strip()), plain.from_string(rest.strip())
        return Compiled(subject, text, page.from_string(body.strip()))


def frame(language: str, clause: str, repeats: bool = False) -> Frame:
    """What stands round every mail of one language and one clause; a copy for another contact says why he gets it."""
    return _frame(language, clause, settings.BASE_URL, repeats)


@lru_cache(maxsize=1024)
def _frame(language: str, clause: str, portal_url: str, repeats: bool) -> Frame:
    layout = compiled("_layout", language)
    values = {
        "company": company, "portal_url": portal_url, "language": language, "clause": clause,
        "clause_url": link("contracts:clause", clause) if clause else "",
        "addresses_url": link("accounts:addresses") if repeats else "",
        "rtl": language in settings.LANGUAGES_BIDI, "binding": language == settings.LANGUAGE_CODE,
        "subject": SUBJECT, "body": BODY,
    }  # fmt: skip
    with speaking(language):
        text = layout.text.render(Context(values, autoescape=False))
        html = layout.html.render(Context(values))
    return Frame(digest=hashlib.sha256(f"{text}\0{html}".encode()).hexdigest(), text=text, html=html)
