"""What each test stands on: a state folder and Redis database of its own, a fast hash, Debian's Chromium."""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

pytest_plugins = ["tests.cast", "tests.emptying", "tests.powerdns", "tests.authorities"]

LONG = ("processes", "browser")
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_configure(config):
    """Each test process writes to a folder of its own, so that it never meets the demo or its neighbour."""
    folder = tempfile.TemporaryDirectory(prefix="portal-tests-")
    config.add_cleanup(folder.cleanup)
    settings.STATE_DIR = Path(folder.name)
    settings.MEDIA_ROOT = settings.STATE_DIR / "media"
    os.environ["PORTAL_STATE_DIR"] = folder.name
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the tests' thread
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache = settings.CACHES["default"]
    if settings.REDIS_URL:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        settings.REDIS_URL = settings.REDIS_URL.rpartition("/")[0] + f"/{worker}"
        os.environ["REDIS_URL"] = settings.CELERY_BROKER_URL = cache["LOCATION"] = settings.REDIS_URL
    else:
        cache["LOCATION"] = settings.STATE_DIR / "cache"


def pytest_collection_modifyitems(items):
    """What takes long is begun first: at the end no test process waits for the other."""
    items.sort(key=lambda item: not any(item.get_closest_marker(mark) for mark in LONG))


@pytest.fixture(autouse=True)
def unprinted(request, monkeypatch):
    """Pages are composed everywhere, but printed only where a test looks at paper: printing takes most of the time."""
    if not any(request.node.get_closest_marker(mark) for mark in ("paper", *LONG)):
        monkeypatch.setattr("billing.pdf.printed", lambda page, **options: b"%PDF-1.7\n" + page.encode())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; a browser is never downloaded."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium (make test does it as root)")
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """A French visitor of the test server: `page.goto("/")` is its home."""
    return browser_context_args | {"base_url": live_server.url, "locale": "fr-FR"}


@pytest.fixture
def live(live_server, page, settings):
    """A browser page on a running portal whose mails point to that portal."""
    settings.BASE_URL = live_server.url
    page.set_default_timeout(10_000)
    return page
