"""The law of the drain: once settled nothing is due, and settling again changes nothing."""

from datetime import date

import pytest

from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.schedule import pending
from core.terms import OPERATIONS
from core.transitions import Flow
from domains.registry import faults
from notifications.models import Email
from tests import names

from .estate import NOW, build

pytestmark = pytest.mark.django_db
MANY = [
    date(2026, 10, 1),
    date(2026, 10, 20),
    date(2026, 11, 1),
    date(2026, 11, 22),
    date(2026, 12, 22),
    date(2027, 9, 1),
]


def due(now):
    """What the worker would still pick up."""
    return {
        m.__name__: n
        for m in worker.flows()
        if (n := m._base_manager.filter(next_action_at__lte=now).count())
    }


def traces() -> dict:
    """All that a settling can change: rows, proof, mails, work items."""
    rows = {m.__name__: list(m._base_manager.order_by("pk").values()) for m in worker.flows()}
    return rows | {
        "evidence": EvidenceRecord.objects.count(),
        "mails": list(Email.objects.order_by("pk").values_list("key", "state")),
        "attention": Attention.objects.count(),
    }


@pytest.fixture
def portal(customer, owner):
    """One customer's estate, and names of both families at every stage of their end."""
    build(customer, owner)
    for n, expires in enumerate(MANY):
        names.registered(f"n{n}.com", expires, customer)
        names.registered(f"n{n}.ma", expires, customer)


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 29), date(2027, 2, 2)])
def test_after_settling_nothing_is_due_and_a_second_run_changes_nothing(portal, day):
    now = max(NOW, clock.at_local(day, 20))
    tally = worker.settle(now)
    assert tally.steps
    assert not tally.aside
    assert not due(now)
    before = traces()
    again = worker.settle(now)
    assert (again.steps, again.calls) == (0, 0)
    assert traces() == before


def test_with_the_registry_down_the_drain_holds_and_the_calls_wait(portal):
    now = clock.at_local(date(2026, 12, 21), 20)
    names.live_through(now)
    later = clock.at_local(date(2026, 12, 29), 1)
    with faults.injected(faults.FaultPlan(outages=[(now, later + clock.days(5))])):
        assert worker.settle(later).calls
        assert not due(later)
        before = traces()
        worker.settle(later)
    assert traces() == before


def test_no_row_sleeps_past_a_step_that_is_still_to_come(portal):
    """`next_action_at` is the earliest step of the schedule, or later where the worker said why."""
    now = clock.at_local(date(2026, 11, 22), 20)
    worker.settle(now)
    for model in worker.flows():
        for row in model._base_manager.select_related(*model.schedule_related):
            first = next(iter(pending(row.steps(), row.acted_through)), None)
            if first and first.at <= now:
                assert first.irreversible, row
                assert row.impediment(first, now), row
                assert row.next_action_at == now + OPERATIONS.blocked, row
            else:
                assert row.next_action_at == (first and first.at), row


def test_every_step_of_every_schedule_names_a_verb_or_call_of_its_flow(portal):
    for model, flow in worker.flows().items():
        assert isinstance(flow, Flow)
        for row in model._base_manager.select_related(*model.schedule_related):
            for step in row.steps():
                assert step.verb in (flow.calls if step.call else flow.verbs), (model, step.verb)
