"""Clauses inside running text."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from contracts.register import CITATION, UnknownClause, clause
from core.templatetags.portal import clause_link

register = template.Library()


@register.filter
def cited(text: str) -> SafeString:
    """The text with each clause it cites as a link to that clause's page."""
    return mark_safe(CITATION.sub(lambda found: _link(found[0]), escape(text)))


@register.filter
def fact(clause_id: str) -> str:
    """What a clause says, in the reader's language; empty when there is no such clause."""
    try:
        return clause(clause_id).fact
    except UnknownClause:
        return ""


@register.filter
def clause_of(line: str) -> str:
    """The clause that a line of a document states, for its anchor; empty for other lines."""
    first = line.partition(" ")[0]
    return first if CITATION.fullmatch(first) and fact(first) else ""


@register.filter
def in_language(words: dict[str, str], language: str) -> str:
    """What is said in one language; French where there is no translation."""
    return words.get(language[:2]) or words["fr"]


def _link(clause_id: str) -> str:
    return clause_link(clause_id) if fact(clause_id) else clause_id
