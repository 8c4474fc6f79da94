"""Refusals are read in English, the language of the code; pages and mails speak their reader's."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield
