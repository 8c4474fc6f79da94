"""The company's bank account, and a file taken into it."""

import pytest
from django.utils import translation

from billing.models import BankAccount, BankLine
from billing.statements import accounts, importing
from tests.billing.conftest import *  # noqa: F403  the catalogue, the order, the worker

from . import files


@pytest.fixture(autouse=True)
def english():
    """Refusals and reasons are compared with their English words."""
    with translation.override("en"):
        yield


@pytest.fixture
def bank(db) -> BankAccount:
    """The account of the company's profile."""
    accounts.take_over()
    return BankAccount.objects.get(rib=files.RIB)


@pytest.fixture
def taken(bank, staff_act):
    """Import a file; its lines."""

    def take(content: bytes, name: str = "releve.csv", act=staff_act) -> list[BankLine]:
        statement = importing.keep(content, name, bank, act)
        return list(statement.lines.order_by("pk"))

    return take
