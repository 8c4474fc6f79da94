"""No page of a customer's servers shuts anybody out: each state, each act, the shop, the advice (WCAG 2.2 AA)."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from contracts.publishing import publish_documents
from core import clock, worker
from servers.flows import servers
from servers.hypervisor import Usage
from servers.models import Server
from support.models import Advice
from tests import servers_at_work
from tests.browser import steps
from tests.servers_at_work import again

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 12, 3)
READERS = {"fr": steps.DESK, "en": steps.PHONE, "ar": steps.PHONE}
FIRST = ("detail", "list", "products", "order")
PAGES = ("detail", "power", "console", "reverse", "resize", "rebuild", "options", "counters", "new_codes", "renew",
         "notice")  # fmt: skip


def in_every_state(customer, now) -> dict[str, Server]:
    """Servers as their pages meet them; one has been measured for ten days and is nearly full."""
    day = clock.days(1)
    made = {
        name: servers_at_work.a_server(customer, now - 10 * day, name=f"{name}.argan.example.ma", **facts)
        for name, facts in {
            "boutique": {"options": (("fully_managed", 1), ("backup", 1))}, "cut": {}, "unpaid": {}, "leaving": {},
        }.items()
    }  # fmt: skip
    made["kept"] = servers_at_work.a_server(customer, now, name="kept.argan.example.ma", withdrawal="kept")
    waiting = servers_at_work.a_server(customer, now, code="d1", name="atelier.argan.example.ma")
    by = servers_at_work.act
    for n in range(10):
        use = Usage(received=90 * n * 10**9, sent=150 * n * 10**9, disk=73 * 10**9, cpu=20)
        servers.verbs["take_usage"](again(made["boutique"]), by(now), usage=use, at=now - (10 - n) * day)
    said = "Des milliers de tentatives de connexion partent de ce serveur."
    servers.verbs["suspend"](again(made["cut"]), by(now), ground="security", text=said)
    servers.verbs["note_non_renewal"](again(made["leaving"]), by(now))
    worker.settle(now)
    past = {
        "state": "suspended",
        "suspended_for": "billing",
        "suspended_at": now,
        "term_ends_on": DAY - 4 * day,
    }
    Server.objects.filter(pk=made["unpaid"].pk).update(**past)
    physical = servers_at_work.delivered(waiting, now)
    return {name: again(server) for name, server in (made | {"atelier": physical}).items()}


def an_advice(server: Server, now) -> Advice:
    words = "Trafic : 54 %.\nDisque : 91 %, bientôt plein.\nNotre conseil : une configuration plus grande."
    return Advice.objects.create(
        customer=server.customer, state="given", about=server.public_id, label=str(server), policy="fully_managed",
        clause="SRV-6.1.3", started_on=DAY, months=1, due_on=DAY, words=words, given_at=now, acted_through=now,
    )  # fmt: skip


def addresses(found: dict[str, Server], advice: Advice, language: str) -> list[str]:
    """Each page once; in English, where nothing is longer than in French, those that everybody meets."""
    pages = [(page, found["boutique"].public_id) for page in PAGES]
    pages += [("detail", found[name].public_id) for name in ("cut", "unpaid", "leaving", "kept", "atelier")]
    pages += [("correct", found["cut"].public_id), ("take_back", found["leaving"].public_id),
              ("withdraw", found["kept"].public_id), ("console", found["atelier"].public_id),
              ("access_code", found["atelier"].codes.first().public_id)]  # fmt: skip
    pages += [("list",), ("products",), ("product", "c2"), ("order", "d1")]
    if language == "en":
        pages = [page for page in pages if page[0] in FIRST]
    return [reverse(f"servers:{name}", args=args) for name, *args in pages] + [
        reverse("support:advices"), advice.get_absolute_url()
    ]  # fmt: skip


def sign_in_anew(page: Page, url: str) -> None:
    """The codes and some acts want the password once more."""
    page.goto(url)
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", steps.PASSWORD)
        steps.submit(page)


def test_no_page_of_servers_shuts_anybody_out(browser, live_server, client_of, holder):
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    with steps.until(DAY):
        now = clock.now()
        found = in_every_state(holder.memberships.get().customer, now)
        advice, code = an_advice(found["boutique"], now), found["atelier"].codes.first()
        for language, size in READERS.items():
            page = steps.entered(browser, live_server, client_of, holder, language, viewport=size)
            sign_in_anew(page, reverse("servers:access_code", args=[code.public_id]))
            steps.shut_nobody_out(page, addresses(found, advice, language), size)
            page.context.close()
