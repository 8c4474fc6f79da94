"""Advice unasked: a Fully Managed service is reviewed each month, its customer told, the report says so (SRV-6.1.3)."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from core import clock, worker
from core.clock import at_local
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from hosting_portal.staff import make_groups
from notifications.models import Email
from support import advice, coverage, reports
from support.models import Advice
from tests.cast import person
from tests.helpdesk import FULLY, SERVER, act, covered
from tests.servers_at_work import a_server, live_through

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MONTHLY = replace(FULLY, advice_months=1)
START = at_local(date(2026, 10, 31), 10)


def reviews() -> list[tuple[str, str]]:
    return [(f"{row.due_on:%m-%d}", row.state) for row in Advice.objects.order_by("due_on")]


def test_a_review_falls_due_every_month_whether_or_not_the_last_one_was_done(customer):
    covered(customer, MONTHLY, at=START)
    live_through(at_local(date(2027, 1, 5)))
    assert reviews() == [("11-30", "due"), ("12-31", "due"), ("01-31", "planned")]
    late = Attention.objects.filter(queue="advice_late", closed_at=None)
    assert [local(row.opened_at) for row in late] == ["12-07"], "a week after its day"
    coverage.end(SERVER, act(at_local(date(2027, 1, 6))))
    assert {state for _day, state in reviews()} == {"dropped"}
    assert not Attention.objects.filter(queue__startswith="advice", closed_at=None).exists()


def local(instant) -> str:
    return f"{clock.local_date(instant):%m-%d}"


def test_another_name_of_the_service_keeps_the_rhythm_and_managed_alone_has_none(customer):
    covered(customer, MONTHLY, at=START)
    covered(customer, MONTHLY, at=START, label="s2.argan.example")
    covered(customer, replace(MONTHLY, code="managed", advice_months=0), about="srv_other", at=START)
    assert reviews() == [("11-30", "planned")]


def test_staff_write_it_from_the_counters_and_the_customer_reads_it(
    client_of, staff_user, customer, owner, stranger
):
    server = a_server(customer, START, options=(("fully_managed", 1),))
    now = at_local(date(2026, 11, 30), 9)
    live_through(now)
    with clock.frozen(now):
        desk = client_of(staff_user)
        review = Advice.objects.get(about=server.public_id, state="due")
        form = reverse("admin:support_advice_verb", args=[review.pk, "give"])
        begun = desk.get(form).content.decode()
        assert "Traffic" in begun or "Trafic" in begun
        desk.post(form, {"words": "Disque : 20 %. <b>Mettez PHP à jour.</b>"})
        page = review.get_absolute_url()
        assert "&lt;b&gt;Mettez PHP à jour." in client_of(owner).get(page).content.decode()
        assert server.hostname in client_of(owner).get(reverse("support:advices")).content.decode()
        assert client_of(stranger).get(page).status_code == 404
    mail = Email.objects.get(kind="support.advised")
    assert (mail.to, mail.clause, "Mettez PHP à jour." in mail.text) == (
        customer.billing_email,
        "SRV-6.1.3",
        True,
    )
    proof = EvidenceRecord.objects.get(about=server.public_id, what="advised")
    assert (proof.actor, proof.clause) == (staff_user.public_id, "SRV-6.1.3")
    report = reports.make(customer, date(2026, 11, 1), act(at_local(date(2026, 12, 1), 6)))
    service = report.content["services"][0]
    assert service["advice"] == {"due": 1, "given": 1, "besides": 0, "clause": "SRV-6.1.3"}
    with clock.frozen(now):
        shown = client_of(owner).get(report.get_absolute_url()).content.decode()
    assert "SRV-6.1.3" in shown
    worker.settle(at_local(date(2026, 12, 30), 9))
    assert reviews()[1:] == [("12-31", "planned")]


def test_before_it_is_given_a_review_is_nobodys_page(client_of, customer, owner):
    covered(customer, MONTHLY, at=START)
    assert client_of(owner).get(Advice.objects.get().get_absolute_url()).status_code == 404


@pytest.fixture
def agent(client_of, db):
    """A member of the group "support"."""
    make_groups()
    user = person("agent@portal.example", "Salma Ait", is_staff=True)
    user.groups.set(Group.objects.filter(name="support"))
    return client_of(user)


def test_staff_advise_on_any_day_and_as_often_as_there_is_something_to_say(client_of, agent, customer, owner):
    """SRV-6.1.3: Fully Managed is to advise and to warn, not once a month; the month's review stays owed."""
    covered(customer, MONTHLY, at=START)
    now = at_local(date(2026, 11, 10), 9)
    add = reverse("admin:support_advice_add")
    with clock.frozen(now):
        assert SERVER in agent.get(add).content.decode()
        for words in ("OpenSSL is to be updated today.", "The disk fills up: 4 GB a day."):
            assert agent.post(add, {"about": SERVER, "words": words}).status_code == 302
        given = Advice.objects.filter(state="given").order_by("pk")
        assert [row.words for row in given][1] == "The disk fills up: 4 GB a day."
        page = client_of(owner).get(given[0].get_absolute_url()).content.decode()
        assert "OpenSSL is to be updated today." in page
    first, second = Email.objects.filter(kind="support.advised").order_by("pk")
    assert (first.to, first.clause) == (customer.billing_email, "SRV-6.1.3")
    assert "4 GB a day" in second.text
    assert "reviewed" not in second.text, "no review was made"
    assert EvidenceRecord.objects.filter(about=SERVER, what="advised").count() == 2
    assert [row for row in reviews() if row[1] != "given"] == [("11-30", "planned")]
    report = reports.make(customer, date(2026, 11, 1), act(at_local(date(2026, 12, 1), 6)))
    assert report.content["services"][0]["advice"] == {
        "due": 1,
        "given": 0,
        "besides": 2,
        "clause": "SRV-6.1.3",
    }
    with clock.frozen(at_local(date(2026, 12, 1), 7)):
        assert "2" in client_of(owner).get(report.get_absolute_url()).content.decode()


def test_advice_on_the_day_of_a_review_is_no_review(agent, customer):
    covered(customer, MONTHLY, at=START)
    live_through(at_local(date(2026, 11, 30), 9))
    with clock.frozen(at_local(date(2026, 11, 30), 10)):
        agent.post(reverse("admin:support_advice_add"), {"about": SERVER, "words": "Reboot tonight."})
    assert ("11-30", "due") in reviews()
    assert ("11-30", "given") in reviews()


def test_only_who_is_promised_advice_is_advised(agent, customer):
    covered(customer, replace(MONTHLY, code="managed", advice_months=0), at=START)
    with clock.frozen(at_local(date(2026, 11, 10), 9)):
        answer = agent.post(reverse("admin:support_advice_add"), {"about": SERVER, "words": "Update."})
        assert answer.status_code == 200
        with pytest.raises(NotAllowed):
            advice.advise(SERVER, act(at_local(date(2026, 11, 10), 9)), words="Update.")
    assert not Email.objects.filter(kind="support.advised").exists()
