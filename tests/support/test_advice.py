"""Advice unasked: a Fully Managed service is reviewed each month, its customer told, the report says so (SRV-6.1.3)."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from core import clock, worker
from core.clock import at_local
from core.models import Attention, EvidenceRecord
from notifications.models import Email
from support import coverage, reports
from support.models import Advice
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
        advice = Advice.objects.get(about=server.public_id, state="due")
        form = reverse("admin:support_advice_verb", args=[advice.pk, "give"])
        begun = desk.get(form).content.decode()
        assert "Traffic" in begun or "Trafic" in begun
        desk.post(form, {"words": "Disque : 20 %. <b>Mettez PHP à jour.</b>"})
        page = advice.get_absolute_url()
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
    assert service["advice"] == {"due": 1, "given": 1, "clause": "SRV-6.1.3"}
    with clock.frozen(now):
        shown = client_of(owner).get(report.get_absolute_url()).content.decode()
    assert "SRV-6.1.3" in shown
    worker.settle(at_local(date(2026, 12, 30), 9))
    assert reviews()[1:] == [("12-31", "planned")]


def test_before_it_is_given_a_review_is_nobodys_page(client_of, customer, owner):
    covered(customer, MONTHLY, at=START)
    assert client_of(owner).get(Advice.objects.get().get_absolute_url()).status_code == 404
