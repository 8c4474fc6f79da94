"""The customer's pages of certificates and the back office: the year as a picture, what comes next, who may do what."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from core import clock, dashboard, lifeline
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from hosting_portal import staff
from notifications.models import Email
from ssl_certs import home, timeline
from ssl_certs.flows import orders
from ssl_certs.lifecycle import issuing, papers, reissuing
from ssl_certs.models import Certificate, SslOrder, ValidityLimit, VettingStep
from ssl_certs.planning import planned, year_from
from tests import certificates, names
from tests.cast import person
from tests.papers import upload

pytestmark = pytest.mark.django_db
ORDERED = clock.at_local(date(2026, 11, 22), 10)
DUE = clock.at_local(date(2027, 5, 21), 10)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(ORDERED):
        yield


def read(client, page: str) -> str:
    client.cookies["language"] = "en"
    answer = client.get(page)
    assert answer.status_code == 200, page
    return " ".join(answer.content.decode().split())


def bands(order: SslOrder, day: date) -> list[tuple[str, str, str, str]]:
    order = SslOrder.objects.select_related("product").get(pk=order.pk)
    line = timeline.life_line(order, list(order.certificates.all()), ValidityLimit.objects.all(), day)
    return [(b.label, b.start.isoformat(), b.end.isoformat(), b.tone) for b in line.bands]


# --- the year ----------------------------------------------------------------------------------------------
def test_a_year_that_starts_in_november_2026_is_planned_day_by_day(customer):
    """C-09: 199 days, then 99 at most, each one issued twenty days before the last ends, none beyond the year."""
    certificates.product()
    rows = [
        (one.first.isoformat(), one.last.isoformat())
        for one in year_from(date(2026, 11, 22), ValidityLimit.objects.all())
    ]
    assert rows == [
        ("2026-11-22", "2027-06-09"), ("2027-05-20", "2027-08-27"), ("2027-08-07", "2027-11-14"),
        ("2027-10-25", "2027-11-22"),
    ]  # fmt: skip


def test_a_limit_shorter_than_the_lead_still_ends():
    class Daily:
        starts_on, certificate_days = date(2026, 1, 1), 6

    assert len(list(planned(date(2026, 11, 22), date(2027, 11, 22), [Daily]))) < 366


def test_the_picture_shows_the_certificates_that_were_and_those_to_come(customer):
    order = certificates.an_issued(customer, ORDERED).order
    assert bands(order, date(2026, 11, 22))[:2] == [
        ("Certificate 1", "2026-11-22", "2027-05-19", "fine"),
        ("Certificate 2, planned", "2027-05-20", "2027-08-06", "neutral"),
    ]
    again(order)
    assert bands(order, date(2027, 5, 21))[:3] == [
        ("Certificate 1", "2026-11-22", "2027-05-20", "ended"),
        ("Certificate 2", "2027-05-21", "2027-08-07", "fine"),
        ("Certificate 3, planned", "2027-08-08", "2027-10-25", "neutral"),
    ]


def again(order: SslOrder) -> None:
    """The reissue that is due on 20 May, done the day after."""
    names.live_through(DUE)
    order = SslOrder.objects.select_related("product", "customer").get(pk=order.pk)
    certificate = issuing.begin(order, certificates.wanted("argan.example.ma"), certificates.act(DUE))
    certificates.worker.settle(DUE)
    certificates.proven(certificate, DUE)
    certificates.worker.settle(DUE)


def test_a_reissue_that_nobody_asked_for_is_drawn_from_today_on(customer):
    order = certificates.an_issued(customer, ORDERED).order
    assert bands(order, date(2027, 6, 1))[1][1] == "2027-06-01"


def test_before_the_first_certificate_the_picture_is_the_twenty_days(customer):
    order = certificates.an_order(customer, ORDERED)
    assert bands(order, date(2026, 11, 25)) == [("To be set up", "2026-11-22", "2026-12-12", "soon")]
    dots = timeline.life_line(order, [], [], date(2026, 11, 25)).dots
    assert ("Last day to cancel with a refund", "SSL-6.1") in [(dot.label, dot.clause) for dot in dots]


def test_a_page_opens_in_every_state_and_never_says_renew(client_of, owner, customer):
    """SSL-5.1, C-10."""
    order, client = certificates.an_issued(customer, ORDERED).order, client_of(owner)
    for state in SslOrder.State.values:
        SslOrder.objects.filter(pk=order.pk).update(state=state)
        page = read(client, order.get_absolute_url())
        assert "renew" not in page.lower(), state
        assert "argan.example.ma" in page


def test_the_page_says_what_comes_next_and_what_has_been_done(client_of, owner, customer):
    order = certificates.an_issued(customer, ORDERED).order
    page = read(client_of(owner), order.get_absolute_url())
    for said in ("A free reissue is due", "Notice by e-mail: in 15 days the certificate expires", "The year is over",
                 "Certificate 1: issued", "can be cancelled with a refund until", "12 December 2026"):  # fmt: skip
        assert said in page, said
    assert reverse("ssl_certs:reissue", args=[order.public_id]) in page


def test_notices_that_fall_together_are_told_as_one():
    step = timeline.Step(ORDERED, "C-09", "warn", args=(("certificate", "7"), ("year", "7")))
    assert timeline.label(step) == "Notice by e-mail: in 7 days the certificate and the year end"


def test_the_list_is_narrowed_by_state_and_by_name(client_of, owner, customer):
    certificates.an_issued(customer, ORDERED, "live.example.ma")
    certificates.an_order(customer, ORDERED, name="new.example.ma")
    page = read(client_of(owner), reverse("ssl_certs:list") + "?state=awaiting_csr")
    assert "new.example.ma" in page
    assert "live.example.ma" not in page
    assert "live.example.ma" in read(client_of(owner), reverse("ssl_certs:list") + "?q=live&state=nonsense")
    assert "No certificate matches" in read(client_of(owner), reverse("ssl_certs:list") + "?q=%25%27")


# --- the home page -----------------------------------------------------------------------------------------
def asked(customer, now) -> list[tuple[str, str, str]]:
    return [(todo.title, todo.action, todo.clause) for todo in home.todos(customer, now)]


def test_home_asks_for_what_waits_and_for_nothing_else(customer):
    certificates.an_order(customer, ORDERED, name="unset.example.ma")
    certificates.an_issued(customer, ORDERED, "live.example.ma")
    open_one = certificates.an_order(customer, ORDERED, name="open.example.ma")
    issuing.begin(open_one, certificates.wanted("open.example.ma"), certificates.act(ORDERED))
    certificates.worker.settle(ORDERED)
    assert asked(customer, ORDERED) == [
        ("unset.example.ma", "Set up", "SSL-10.2"), ("open.example.ma", "Prove control", "SSL-A2-1.1"),
    ]  # fmt: skip


def test_home_asks_for_the_reissue_that_is_due(customer):
    certificates.an_issued(customer, ORDERED, "live.example.ma")
    names.live_through(DUE)
    assert asked(customer, DUE) == [("live.example.ma", "Reissue", "C-09")]


def test_home_asks_for_papers_until_some_are_there(customer):
    """SSL-A2-2.1."""
    order = certificates.an_order(
        customer, ORDERED, "instantssl", "ov.example.ma", organisation={"name": "Argan"}
    )
    VettingStep.objects.get_or_create(customer=customer, order=order, kind="documents")
    SslOrder.objects.filter(pk=order.pk).update(state="validating")
    assert asked(customer, ORDERED) == [("ov.example.ma", "Send papers", "SSL-A2-2.1")]
    papers.keep(order, "register", upload("rc.pdf"), certificates.act(ORDERED))
    assert asked(customer, ORDERED) == []


def test_a_year_that_ends_asks_to_order_anew_until_that_is_done(customer):
    order = certificates.an_issued(customer, ORDERED).order
    end = date(2026, 12, 1)
    SslOrder.objects.filter(pk=order.pk).update(term_ends_on=end, live_until=end)
    assert asked(customer, ORDERED) == [("argan.example.ma", "Order anew", "SSL-5.1a")]
    SslOrder.objects.filter(pk=certificates.an_order(customer, ORDERED).pk).update(
        predecessor=order, state="cancelled"
    )
    assert asked(customer, ORDERED) == []


def test_home_asks_two_questions_about_certificates(customer, django_assert_num_queries):
    certificates.an_order(customer, ORDERED)
    assert home.todos in dashboard._todos
    with django_assert_num_queries(2):
        home.todos(customer, ORDERED)
        home.panel(customer, ORDERED)


# --- the back office -----------------------------------------------------------------------------------------
@pytest.fixture
def clerk(db):
    staff.make_groups()
    user = person("support@portal.example", "Salma", is_staff=True)
    user.groups.add(Group.objects.get(name="support"))
    return user


def verb_url(order: SslOrder, verb: str) -> str:
    return reverse("admin:ssl_certs_sslorder_verb", args=[order.pk, verb])


def test_an_installation_is_done_once_told_and_leaves_the_queue(client_of, clerk, customer):
    """SSL-9.4."""
    order = certificates.an_issued(customer, ORDERED, installation="cpanel").order
    desk = client_of(clerk)
    queue = next(q for q in desk.get(reverse("admin:index")).context["queues"] if q["clause"] == "SSL-9.4")
    assert queue["count"] == 1
    assert "argan.example.ma" in read(desk, queue["url"])
    desk.post(verb_url(order, "installed"), {"server": "cpanel.example", "reason": "done on the telephone"})
    order.refresh_from_db()
    assert order.installed_at == ORDERED
    assert "cpanel.example" in Email.objects.get(kind="ssl_certs.installed").text
    with pytest.raises(NotAllowed):
        orders.verbs["installed"](order, certificates.act(ORDERED), server="twice")
    assert not any(
        q["clause"] == "SSL-9.4" and q["count"] for q in desk.get(reverse("admin:index")).context["queues"]
    )


def test_nothing_is_installed_that_was_not_ordered_or_is_not_there(customer):
    issued = certificates.an_issued(customer, ORDERED).order
    waiting = certificates.an_order(customer, ORDERED, name="b.example.ma", installation="server")
    for order in (issued, waiting):
        with pytest.raises(NotAllowed):
            orders.verbs["installed"](order, certificates.act(ORDERED), server="x")


def test_staff_reissue_only_for_a_request_or_a_ground(client_of, clerk, customer):
    """SSL-11.3(2): never unasked; the customer's own key again."""
    first = certificates.an_issued(customer, ORDERED)
    page = client_of(clerk).post(verb_url(first.order, "ask_reissue"), {"reason": "it seemed a good idea"})
    assert page.status_code == 200
    assert first.order.certificates.count() == 1
    client_of(clerk).post(
        verb_url(first.order, "ask_reissue"), {"reason": "asked by telephone", "asked_in": "TCK-12"}
    )
    second = first.order.certificates.get(number=2)
    assert (second.csr, second.replaces) == (first.csr, first)
    proof = EvidenceRecord.objects.get(about=first.order.public_id, what="reissued_by_staff")
    assert (proof.data["asked_in"], proof.clause) == ("TCK-12", "SSL-11.3(2)")


def test_without_a_live_certificate_staff_have_nothing_to_reissue(customer):
    order = certificates.an_order(customer, ORDERED)
    with pytest.raises(NotAllowed):
        reissuing.for_customer(order, certificates.act(ORDERED), asked_in="TCK-1")


def test_staff_edit_products_and_limits_and_delete_neither(client_of, staff_user, customer):
    certificates.an_issued(customer, ORDERED)
    desk = client_of(staff_user)
    for model in ("sslorder", "certificate", "certificateproduct", "validitylimit"):
        assert desk.get(reverse(f"admin:ssl_certs_{model}_changelist")).status_code == 200
    order, certificate = SslOrder.objects.get(), Certificate.objects.get()
    assert "Certificate 2, planned" in read(desk, reverse("admin:ssl_certs_sslorder_change", args=[order.pk]))
    assert desk.get(reverse("admin:ssl_certs_certificate_change", args=[certificate.pk])).status_code == 200
    for model, row in (
        ("certificateproduct", order.product),
        ("validitylimit", ValidityLimit.objects.first()),
    ):
        assert desk.get(reverse(f"admin:ssl_certs_{model}_change", args=[row.pk])).status_code == 200
        assert (
            desk.post(reverse(f"admin:ssl_certs_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code
            == 403
        )


def test_the_picture_is_drawn_both_ways(customer):
    order = certificates.an_issued(customer, ORDERED).order
    line = timeline.life_line(
        order, list(order.certificates.all()), ValidityLimit.objects.all(), date(2026, 11, 22)
    )
    assert "Certificate 1" in lifeline.render(line)
    assert lifeline.render(line, vertical=True, rtl=True)
