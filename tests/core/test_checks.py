"""System checks: what is missing before the portal runs is named."""

from zoneinfo import ZoneInfo

import pytest

from core import checks

makes_production = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


def ids(found) -> set[str]:
    return {message.id for message in found}


def test_the_zone_data_of_this_installation_is_right():
    assert checks.zone_data(None) == []


def test_old_zone_data_is_an_error(monkeypatch):
    """Madrid stands in for a table in which Morocco is still an hour ahead in winter."""
    monkeypatch.setattr(checks, "LOCAL", ZoneInfo("Europe/Madrid"))
    assert ids(checks.zone_data(None)) == {"portal.E001"}


@pytest.mark.parametrize(
    ("demo", "moved", "found"), [(True, True, set()), (False, False, set()), (False, True, {"portal.E002"})]
)
def test_a_moved_clock_is_refused_in_production(settings, tmp_path, demo, moved, found):
    settings.DEMO, settings.STATE_DIR = demo, tmp_path
    if moved:
        (tmp_path / "clock").write_text("86400")
    assert ids(checks.moved_clock(None)) == found


def test_the_demo_says_that_it_is_one(settings):
    settings.DEMO = True
    assert ids(checks.production(None)) == {"portal.W001"}


@pytest.fixture
def production(settings):
    """A production portal that lacks nothing."""
    settings.DEMO = False
    settings.REDIS_URL, settings.EMAIL_URL = "redis://10.0.0.2", "smtp://10.0.0.3"
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "s3cret", ["portal.example"]
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    settings.REGISTRY_ADAPTER = "manual"
    settings.DNS_ADAPTER = "manual"
    return settings


@makes_production
def test_a_complete_production_portal_passes(production):
    assert checks.production(None) == []


@makes_production
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("REDIS_URL", "", "REDIS_URL"),
        ("EMAIL_URL", "", "EMAIL_URL"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "PostgreSQL"),
        ("REGISTRY_ADAPTER", "sandbox", "no name would really be registered"),
        ("DNS_ADAPTER", "sandbox", "no zone would really be served"),
    ],
)
def test_each_thing_that_production_lacks_is_named(production, name, value, said):
    setattr(production, name, value)
    (fault,) = checks.production(None)
    assert said in fault.msg
