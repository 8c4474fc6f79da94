"""The demo's clock: the page only asks, one process travels, an interrupted journey is taken up again."""

import fcntl
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock, journey, tasks

PAGE = "core:clock"


@pytest.fixture(autouse=True)
def here(settings, tmp_path, monkeypatch):
    """A state folder without a moved clock; nobody is woken."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr("core.views.knock", lambda: None)


def ask(client, to: str = "day"):
    return client.post(reverse(PAGE), {"to": to})


def test_the_page_asks_and_does_nothing_itself(db, client):
    before = clock.now()
    assert ask(client).status_code == 302
    assert clock.now() - before < timedelta(minutes=1)
    page = client.get(reverse(PAGE))
    assert b'http-equiv="refresh"' in page.content
    assert b"<progress" in page.content


def test_two_clicks_make_one_journey(db, client):
    ask(client)
    target = journey.under_way().ends_at
    ask(client, "month")
    assert journey.under_way().ends_at == target


def test_the_worker_travels_with_its_tick(db, client):
    before = clock.now()
    ask(client)
    tasks.tick()
    assert journey.under_way() is None
    assert clock.local_date(clock.now()) == clock.local_date(before) + clock.days(1)
    assert b"<progress" not in client.get(reverse(PAGE)).content


def test_a_second_process_leaves_the_journey_to_the_first(db, client, settings):
    ask(client)
    with (settings.STATE_DIR / "clock.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        journey.travel()
        assert journey.under_way()
    journey.travel()
    assert journey.under_way() is None


def test_an_interrupted_journey_is_taken_up_again(db, client, monkeypatch):
    def killed(target):
        raise KeyboardInterrupt

    ask(client)
    with monkeypatch.context() as patched:
        patched.setattr("core.journey.advance_to", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.tick()
    assert journey.under_way()
    tasks.tick()
    assert journey.last()


def test_with_nothing_scheduled_the_clock_stays(db, client):
    ask(client, "next")
    assert journey.under_way() is None


def test_in_production_there_is_no_such_page(db, client, settings):
    settings.DEMO = False
    assert client.get(reverse(PAGE)).status_code == 404
