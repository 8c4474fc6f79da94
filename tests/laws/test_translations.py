"""The law of translations: every text of pages, mails and documents exists in French and Arabic."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from .source import ROOMS, ROOT, called, modules

LOCALE = ROOT / "hosting_portal" / "locale"
LANGUAGES = [language for language, _name in settings.LANGUAGES if language != "en"]
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd](?!\w)")
IN_TEMPLATE = re.compile(
    r"""\b(n?p?gettext|_)\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|'''.*?'''))(?=[,)])""", re.S
)


def catalogues(language: str, domain: str = "django") -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def catalogue(language: str):
    path = catalogues(language)
    if not path.exists():
        pytest.fail(f"{path.relative_to(ROOT)} is missing")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def in_code() -> Iterator[tuple[str, str]]:
    """Every text marked in Python: (text, file)."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and called(node) in MARKS and node.args):
                continue
            said = node.args[1] if called(node).startswith("p") and len(node.args) > 1 else node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value, name


def in_templates() -> Iterator[tuple[str, str]]:
    """Every text marked in a template: (text, file). Django itself turns the tags into calls."""
    folders = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    for path in sorted(p for f in folders for p in f.rglob("*") if p.suffix in {".html", ".txt", ".svg"}):
        name = path.relative_to(ROOT).as_posix()
        for call, text in IN_TEMPLATE.findall(templatize(path.read_text("utf-8"), name)):
            if not call.startswith("p"):
                yield ast.literal_eval(text), name


def placeholders(text: str) -> list[str]:
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def wanted() -> dict[str, str]:
    return {text: where for text, where in [*in_code(), *in_templates()] if text.strip()}


def texts(message) -> list[str]:
    """The translations of a message, one for each plural form."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_the_law_finds_the_texts_of_code_and_templates():
    found = wanted()
    assert len(found) > 300
    assert "Search for a name" in found
    assert "%(thing)s is %(state)s: it cannot be done now." in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_or_fuzzy(language):
    broken = [
        m.id for m in catalogue(language) if m.id and (m.fuzzy or not all(t and t.strip() for t in texts(m)))
    ]
    assert not broken


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same(language):
    """A plural form may leave its number out ("a year"), and nothing else; none is invented."""
    wrong = []
    for message in filter(lambda m: m.id, catalogue(language)):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        known = {tuple(placeholders(text)) for text in ids}
        allowed = set().union(*known)
        for text in texts(message):
            here = placeholders(text)
            exact = tuple(here) in known or (len(ids) > 1 and set(here) <= allowed)
            if not exact:
                wrong.append((ids[0], text))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_translated(language):
    known = {
        one for m in catalogue(language) for one in (m.id if isinstance(m.id, tuple | list) else (m.id,))
    }
    missing = sorted(f"{where}: {text}" for text, where in wanted().items() if text not in known)
    assert not missing, "\n".join(["make messages, then translate:", *missing])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_translated_differs_from_the_english_where_it_has_words(language):
    """An Arabic or French text of three English words and more that equals its source was not translated."""
    same = [
        m.id
        for m in catalogue(language)
        if isinstance(m.id, str) and m.id == m.string and m.id.count(" ") >= 3
    ]
    assert not [text for text in same if re.search(r"[a-z]{3,} [a-z]{3,}", text)]
