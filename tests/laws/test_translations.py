"""Law 7: what the code says reaches the translators, and comes back from them in French and Arabic."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from .source import ROOT, called, modules

LOCALE = ROOT / "hosting_portal" / "locale"
COLLECTED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def test_no_text_hides_behind_a_name_that_the_collector_does_not_know():
    """`make messages` collects by the function's name: under any other, a text stays English for ever."""
    hiding = [
        (module, taken.asname)
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for taken in node.names
        if "gettext" in taken.name and (taken.asname or taken.name) not in COLLECTED
    ]
    assert not hiding


@pytest.mark.parametrize("file", sorted(LOCALE.rglob("*.po")), ids=lambda file: "/".join(file.parts[-3:]))
def test_no_text_is_untranslated_or_waits_for_a_second_look(file):
    assert not [entry.id for entry in _catalog(file) if entry.id and not _whole(entry)]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_text_of_the_code_is_translated(language):
    catalog = _catalog(LOCALE / language / "LC_MESSAGES" / "django.po")
    known = {text for entry in catalog if _whole(entry) for text in _several(entry.id)}
    assert not {(module, text) for module, text in _texts() if text not in known}


def _catalog(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def _texts() -> Iterator[tuple[str, str]]:
    """Each literal text that the code has translated."""
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in COLLECTED - {"pgettext", "pgettext_lazy"}:
                said = node.args[0] if node.args else None
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield module, said.value


def _whole(entry) -> bool:
    """Whether an entry says something, in every number, and a person has looked at it."""
    return not entry.fuzzy and all(_several(entry.string))


def _several(text) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)
