"""Many at once: one registration for each name, one work item for each request."""

import threading
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection

from core.models import Attention
from core.ports import PortWaiting
from domains.registry import NameTaken
from domains.registry.manual import ManualRegistry
from domains.registry.models import ManualRequest, SandboxName
from domains.registry.sandbox import SandboxRegistry

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES, BUYERS = 20, 4


def order_everything(buyer: int, outcomes: list[str]) -> None:
    """Order each name at the sandbox under one's own reference, and by hand under a shared one."""
    try:
        for n in range(NAMES):
            try:
                SandboxRegistry().register(f"n{n}.com", 1, {}, f"dom_{buyer}", NOW)
                outcomes.append("registered")
            except NameTaken:
                outcomes.append("taken")
            with pytest.raises(PortWaiting):
                ManualRegistry().register(f"n{n}.ma", 1, {}, f"dom_{n}", NOW)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_many_buyers_at_once_one_gets_each_name():
    if connection.vendor == "sqlite":
        pytest.skip("several writers at once need the PostgreSQL of make test")
    outcomes: list[str] = []
    buyers = [threading.Thread(target=order_everything, args=(b, outcomes)) for b in range(BUYERS)]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()
    assert Counter(outcomes) == {"registered": NAMES, "taken": NAMES * (BUYERS - 1)}
    assert SandboxName.objects.count() == ManualRequest.objects.count() == Attention.objects.count() == NAMES
