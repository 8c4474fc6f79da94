"""The law of currencies: no template writes an amount without saying in which currency it is (HD-3.1b)."""

import re

import pytest
from django.conf import settings

UNSAID = re.compile(r"\|money(?!:)")
TEMPLATES = sorted(p for p in (settings.BASE_DIR / "templates").rglob("*") if p.suffix in {".html", ".txt"})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(settings.BASE_DIR)))
def test_every_amount_names_its_currency(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if UNSAID.search(line)] == []


def test_the_law_sees_an_amount_without_a_currency():
    assert UNSAID.search("{{ total|money }}")
    assert not UNSAID.search("{{ total|money:currency }}")
