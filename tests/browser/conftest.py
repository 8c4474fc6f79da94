"""Where the stories begin: a shop with certificates, and the owner of an account."""

from datetime import date

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from contracts.publishing import publish_documents
from core import clock
from tests import certificates
from tests.browser import steps
from tests.cast import account, join, person


@pytest.fixture
def shop(live) -> Page:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    certificates.product()
    return live


@pytest.fixture
def holder():
    """The account's owner, with a password: what ends an order asks for it again."""
    user = person("owner@argan.example", "Omar Bennani")
    user.set_password(steps.PASSWORD)
    user.save()
    join(user, account("Argan Studio SARL"))
    return user
