"""The small catalogue and the short ways of every billing test; words are compared in English."""

import pytest
from django.utils import translation

from tests.billing.conftest import *  # noqa: F403


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield
