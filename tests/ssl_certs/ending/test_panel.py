"""The box on an order's page: the countdown, both ways side by side, the three instants; and the staff's queues."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from core import clock, worker
from core.admin_site import _queues
from ssl_certs.ending import cancellations
from ssl_certs.ending.panel import panel
from tests import certificates

from .conftest import ORDERED, cancel, now_is, revoke

pytestmark = pytest.mark.django_db


class Request:
    """What a panel asks of a request."""

    def __init__(self, user):
        self.membership = user.memberships.get()


def shown(order, user, at, language="en"):
    from django.utils import translation

    with clock.frozen(at), translation.override(language):
        return render_to_string(
            "ssl_certs/ending/_panel.html", {"order": order, **panel(order, Request(user))}
        )


def both(order, certificate) -> list[str]:
    return [
        reverse("ssl_certs:cancel", args=[order.public_id]),
        reverse("ssl_certs:revoke", args=[certificate.public_id]),
    ]


@pytest.mark.parametrize(
    ("day", "words", "cancellable"),
    [
        (date(2026, 11, 22), "20 more days to cancel with a refund", True),
        (date(2026, 12, 11), "1 more day to cancel with a refund", True),
        (date(2026, 12, 12), "Last day to cancel with a refund", True),
        (date(2026, 12, 13), "", False),
    ],
)
def test_the_countdown_names_its_last_instant_and_both_ways_stand_side_by_side(
    issued, owner, day, words, cancellable
):
    """SSL-6.1, C-08."""
    certificate = issued()
    page = shown(certificate.order, owner, clock.at_local(day, 23, 59))
    cancel_url, revoke_url = both(certificate.order, certificate)
    assert (words in page, cancel_url in page, revoke_url in page) == (True, cancellable, True)
    assert ("12 December 2026</time>, 23:59:59" in page) is cancellable


def test_a_colleague_without_the_holders_rights_sees_the_days_and_no_buttons(issued, colleague):
    certificate = issued()
    page = shown(certificate.order, colleague, ORDERED)
    assert "20 more days" in page
    assert not [url for url in both(certificate.order, certificate) if url in page]


def test_the_three_instants_of_a_revocation_are_shown(issued, owner, client_of):
    """SSL-7.2b."""
    certificate = issued()
    with clock.frozen(ORDERED):
        revoke(client_of(owner), certificate)
    waiting = shown(now_is(certificate).order, owner, ORDERED)
    worker.settle(clock.at_local(date(2026, 11, 22), 11))
    done = shown(now_is(certificate).order, owner, ORDERED)
    assert waiting.count("22 Nov 2026, 10:00") == 1
    assert "–" in waiting
    assert done.count("22 Nov 2026, 11:00") == 2


def test_an_order_that_is_being_cancelled_says_where_its_money_is(bought, owner, client_of):
    order = bought()
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order, refund="original")
    request = order.cancellations.get()
    page = shown(now_is(order), owner, ORDERED)
    assert reverse("ssl_certs:cancellation_withdraw", args=[request.public_id]) in page
    cancellations.accept(request, certificates.act(ORDERED))
    worker.settle(ORDERED)
    page = shown(now_is(order), owner, ORDERED)
    assert "178.80" in page
    assert "7 December 2026" in page


def test_the_word_renew_is_on_no_page_of_an_ending(issued, owner, client_of):
    """C-10."""
    certificate = issued()
    with clock.frozen(ORDERED):
        client = client_of(owner)
        client.cookies["language"] = "en"
        urls = [
            *both(certificate.order, certificate),
            reverse("ssl_certs:notice", args=[certificate.order.public_id]),
        ]
        pages = [client.get(url).content.decode() for url in urls]
    pages.append(shown(certificate.order, owner, ORDERED))
    for page in pages:
        main = page.partition("<main")[2] or page
        assert "renew" not in main.lower()


def test_staff_see_what_waits_and_what_is_late(issued, bought, owner, staff_user, client_of):
    """Queues: cancellations, refunds, revocations with their clocks."""
    certificate, order = issued(), bought(name="second.example.ma")
    cancellations.ask(order, certificates.act(ORDERED), "price", "original")
    with clock.frozen(ORDERED):
        revoke(client_of(owner), certificate)
    counts = {q.clause: q for q in _queues if q.permission.startswith("ssl_certs.")}
    with clock.frozen(clock.at_local(date(2026, 11, 25), 9)):
        page = client_of(staff_user).get(reverse("admin:index"))
        assert page.status_code == 200
        for clause in ("SSL-6.2", "SSL-7.2b"):
            assert (counts[clause].count(), counts[clause].late()) == (1, 1), clause
            assert client_of(staff_user).get(counts[clause].url()).status_code == 200
        for queue in counts.values():
            assert client_of(staff_user).get(queue.url()).status_code == 200, queue.title
