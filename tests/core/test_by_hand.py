"""Work by hand: asked once, waited for, answered once."""

from datetime import UTC, datetime, timedelta

import pytest

from core import by_hand
from core.acts import Act
from core.models import Attention
from core.ports import PortRefused, PortWaiting
from domains.models import ManualZoneWork
from domains.registry.models import ManualRequest

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ASKED = {
    ManualZoneWork: {"command": "put", "zone": "atlas.com", "reference": "zon_1", "target": "1"},
    ManualRequest: {"command": "renew", "name": "atlas.com", "reference": "dom_1", "target": "2027"},
}
every_desk = pytest.mark.parametrize("model", ASKED)


def ask(model, hours: int = 0):
    return by_hand.ask(model, ASKED[model], {"asked_at": NOW + timedelta(hours=hours)})


@every_desk
def test_what_is_asked_twice_stands_on_the_list_once(model):
    with pytest.raises(PortWaiting):
        by_hand.heard(ask(model))
    assert ask(model, hours=1) == ask(model)
    item = Attention.objects.get()
    assert (item.queue, item.about, item.opened_at) == (model.queue, ASKED[model]["reference"], NOW)


@every_desk
def test_it_is_answered_once_and_leaves_the_list(model):
    first, second = Act(NOW, "usr_first"), Act(NOW, "usr_second")
    stale = ask(model)
    by_hand.answer(ask(model), {"seen": "all"}, first)
    by_hand.refuse(stale, 2306, "no", second)
    asked = by_hand.heard(ask(model))
    assert (asked.answer, asked.answered_by) == ({"seen": "all"}, "usr_first")
    assert Attention.objects.get().closed_at == NOW


@every_desk
def test_a_refusal_is_the_ports(model):
    by_hand.refuse(ask(model), 2306, "not so", Act(NOW, "usr_first"))
    with pytest.raises(PortRefused, match="2306 not so"):
        by_hand.heard(ask(model))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026-11-22T10:00", NOW), ("2026-11-22T11:00+01:00", NOW), ("2026-11-22 10:00:00Z", NOW)],
)
def test_an_instant_without_an_offset_is_meant_in_utc(typed, meant):
    assert by_hand.instant({"at": typed}, "at") == meant


def test_what_is_no_instant_is_said_by_its_name():
    with pytest.raises(ValueError, match="revoked_at"):
        by_hand.instant({"revoked_at": "tomorrow"}, "revoked_at")
