"""An authority stops (SSL-11.4): thirty days, two people, everybody told once, with a proposal."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock, worker
from core.models import Attention
from core.transitions import NotAllowed
from notifications.models import Email
from ssl_certs.ending import notices, stops
from ssl_certs.models import AuthorityStop, CertificateProduct, StopNotice
from tests import certificates, names

from .conftest import ORDERED, now_is, staff_do

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 22)  # 22 November and thirty days
WORDS = "Sectigo has been distrusted by the browsers."


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(ORDERED):
        yield


def prepare(client, **said):
    instead = CertificateProduct.objects.get(code="rapidssl")
    form = {
        "authority": "sectigo",
        "effective_on": LAST.isoformat(),
        "words": WORDS,
        "replacement": instead.pk,
    }
    return client.post(reverse("admin:ssl_certs_authoritystop_add"), {**form, **said})


def test_a_stop_is_prepared_by_one_confirmed_by_another_and_told_to_all_concerned(
    customer, other_customer, staff_user, second_person, client_of
):
    """SSL-11.4, guard 18."""
    mine = certificates.an_issued(customer, ORDERED).order
    theirs = certificates.an_order(other_customer, ORDERED, name="zellige.example.ma")
    safe = certificates.an_order(customer, ORDERED, "rapidssl", "autre.example.ma")
    prepare(client_of(staff_user))
    stop = AuthorityStop.objects.get()
    url = reverse("admin:ssl_certs_authoritystop_change", args=[stop.pk])
    page = client_of(second_person).get(url).content.decode()
    assert "argan.example.ma" in page
    assert "zellige.example.ma" in page
    assert "autre.example.ma" not in page
    staff_do(client_of(staff_user), stop, "confirm")
    assert AuthorityStop.objects.get().state == "prepared"
    assert not Email.objects.filter(kind="ssl_certs.authority_stops").exists()
    staff_do(client_of(second_person), stop, "confirm")
    worker.settle(ORDERED)
    for order in (mine, theirs):
        order = now_is(order)
        assert (order.ends_on, order.ended_by) == (LAST, "authority")
        mail = Email.objects.get(kind="ssl_certs.authority_stops", about=order.public_id)
        assert WORDS in mail.text
        assert "RapidSSL" in mail.text
        assert reverse("ssl_certs:product", args=["rapidssl"]) in mail.text
    assert now_is(safe).ends_on is None
    told = dict(StopNotice.objects.values_list("order_id", "sent_to"))
    assert told == {mine.pk: ["compta@atlas.example"], theirs.pk: ["compta@zellige.example"]}
    assert AuthorityStop.objects.get().state == "announced"
    assert not CertificateProduct.objects.filter(authority="sectigo", enabled=True).exists()
    names.live_through(clock.at_local(date(2026, 12, 23), 1))
    assert (now_is(mine).state, now_is(theirs).state, AuthorityStop.objects.get().state) == (
        "terminated",
        "terminated",
        "effective",
    )


@pytest.mark.parametrize("day", ["2026-11-22", "2026-12-21", "2020-01-01", "soon"])
def test_a_stop_within_thirty_days_is_refused_by_the_form(customer, staff_user, client_of, day):
    """SSL-11.4."""
    certificates.product()
    answer = prepare(client_of(staff_user), effective_on=day)
    assert "effective_on" in answer.context["adminform"].form.errors
    assert not AuthorityStop.objects.exists()


def test_the_verb_refuses_it_too_also_when_the_second_person_comes_a_day_late(customer):
    """SSL-11.4: thirty days from the mails, not from the preparation."""
    certificates.product()
    act = certificates.act(ORDERED)
    with pytest.raises(NotAllowed):
        stops.prepare("sectigo", date(2026, 12, 21), WORDS, act)
    stop = stops.prepare("sectigo", LAST, WORDS, act)
    with pytest.raises(NotAllowed):
        stops.confirm(stop, stops.Act(clock.tomorrow_of(ORDERED, 1), "usr_second"))
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityStop.objects.update(confirmed_by=stop.prepared_by)


def test_many_are_told_in_turns_each_once_and_each_with_his_thirty_days(customer, monkeypatch):
    """SSL-11.4: who is told a day later also ends a day later."""
    monkeypatch.setattr(stops, "TOGETHER", 2)
    orders = [certificates.an_order(customer, ORDERED, name=f"n{n}.example.ma") for n in range(3)]
    stop = stops.prepare("sectigo", LAST, WORDS, certificates.act(ORDERED))
    stops.confirm(stop, stops.Act(ORDERED, "usr_second"))
    worker.settle(ORDERED)
    assert (StopNotice.objects.count(), now_is_stop().state) == (2, "announcing")
    worker.settle(clock.tomorrow_of(ORDERED, 1))
    worker.settle(clock.tomorrow_of(ORDERED, 2))
    assert now_is_stop().state == "announced"
    assert [now_is(order).ends_on for order in orders] == [LAST, LAST, date(2026, 12, 23)]
    assert Email.objects.filter(kind="ssl_certs.authority_stops").count() == 3


def test_an_earlier_notice_stands_and_later_orders_are_shown_to_staff(customer):
    early = certificates.an_order(customer, ORDERED)
    notices.end_by_force_majeure(early, certificates.act(ORDERED))
    stop = stops.prepare("sectigo", LAST, WORDS, certificates.act(ORDERED))
    stops.confirm(stop, stops.Act(ORDERED, "usr_second"))
    worker.settle(ORDERED)
    assert (now_is(early).ends_on, now_is(early).ended_by) == (date(2026, 11, 22), "force_majeure")
    late = certificates.an_order(customer, clock.at_local(date(2026, 12, 1), 9), name="late.example.ma")
    names.live_through(clock.at_local(date(2026, 12, 23), 1))
    assert now_is(late).state == "awaiting_csr"
    assert Attention.objects.filter(queue="ssl_stops", key__endswith=":left").exists()


def test_only_some_products_can_be_concerned_and_only_of_that_authority(customer, staff_user, client_of):
    single = certificates.an_order(customer, ORDERED)
    many = certificates.an_order(customer, ORDERED, "positivessl-multi", "multi.example.ma")
    wrong = prepare(client_of(staff_user), products=["rapidssl"])
    assert "products" in wrong.context["adminform"].form.errors
    wrong = prepare(client_of(staff_user), replacement=many.product.pk)
    assert "replacement" in wrong.context["adminform"].form.errors
    prepare(client_of(staff_user), products=["positivessl-multi"])
    assert list(stops.concerned(AuthorityStop.objects.get())) == [many]
    assert single.state == "awaiting_csr"


def now_is_stop() -> AuthorityStop:
    return AuthorityStop.objects.get()
