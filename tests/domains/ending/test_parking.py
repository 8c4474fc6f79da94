"""Out of the DNS before the deletion, and the debts of the first version that are paid here."""

from datetime import date

import pytest

from core import clock, worker
from core.models import Attention, EvidenceRecord
from domains import holds, lifecycle, renewals
from domains.models import Domain
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from notifications.models import Email
from tests import names

pytestmark = pytest.mark.django_db
EXPIRY = date(2026, 11, 22)
GTLD_END = date(2026, 12, 29)


def after(domain: Domain, day: date, hour: int = 12) -> Domain:
    names.live_through(clock.at_local(day, hour))
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def test_an_expired_name_is_out_of_the_dns_at_its_registry_from_j_20_as_announced_on_j_5():
    """DN-15.2: eight days before the deletion at least."""
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 11))
    assert (
        "clientHold" not in registry_for("com").info("atlas.com", clock.at_local(date(2026, 12, 11))).statuses
    )
    announced = Email.objects.filter(about=domain.public_id, key__contains="J+5").first()
    assert "12 décembre 2026" in announced.text
    domain = after(domain, date(2026, 12, 12))
    assert (domain.on_hold, domain.parked_on) == (True, date(2026, 12, 12))
    assert "clientHold" in registry_for("com").info("atlas.com", clock.at_local(date(2026, 12, 13))).statuses


def test_a_ma_name_stays_in_the_dns_until_it_is_cancelled():
    domain = after(names.registered("atlas.ma", EXPIRY, names.a_customer()), date(2026, 12, 21))
    assert not domain.changes.exists()


def test_after_an_outage_the_deletion_waits_until_the_name_has_been_out_of_the_dns_for_eight_days():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 1))
    worker.settle(clock.at_local(date(2026, 12, 30), 9))
    domain.refresh_from_db()
    assert (domain.state, domain.parked_on) == ("grace", date(2026, 12, 30))
    assert after(domain, date(2027, 1, 6)).state == "grace"
    assert after(domain, date(2027, 1, 7)).state == "redemption"


def test_after_an_outage_past_j_30_the_next_notice_carries_the_proforma():
    """HD-3.5."""
    domain = names.registered("atlas.com", EXPIRY, names.a_customer())
    after(domain, date(2026, 10, 20))
    worker.settle(clock.at_local(date(2026, 11, 12), 9))
    mail = Email.objects.filter(about=domain.public_id, key__contains="J-10").first()
    domain.refresh_from_db()
    assert domain.proposal
    assert mail.attachments == [domain.proposal]


def test_redemption_counts_from_the_registrys_own_day_when_its_answer_was_lost():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 28))
    lost = FaultPlan(
        outages=[(clock.at_local(GTLD_END, 0, 1), clock.opening(date(2027, 1, 3)))],
        scripted=[Fault(Kind.TIMEOUT, "delete")],
    )
    with faults.injected(lost):
        domain = after(domain, date(2027, 1, 4))
    assert (domain.state, domain.redemption_on) == ("redemption", GTLD_END)


def test_a_name_given_up_before_its_hold_was_known_is_shown_to_staff_and_brought_back_at_our_cost():
    """DN-12.1: the evidence says what happened; the customer pays nothing."""
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 28))
    lost = FaultPlan(
        outages=[(clock.at_local(GTLD_END, 0, 1), clock.opening(date(2027, 1, 1)))],
        scripted=[Fault(Kind.TIMEOUT, "delete")],
    )
    with faults.injected(lost):
        domain = after(domain, GTLD_END)
        assert domain.state == "deleting"
        holds.open_hold(domain, names.act(clock.at_local(GTLD_END, 13)), kind="payment")
        domain = after(domain, date(2027, 1, 2))
    assert domain.state == "redemption"
    assert Attention.objects.filter(about=domain.public_id, queue="protected").exists()
    assert EvidenceRecord.objects.filter(about=domain.public_id, what="given_up_though_protected").exists()
    lifecycle.flow.verbs["restore_at_our_cost"](domain, names.act(clock.at_local(date(2027, 1, 2), 13)))
    domain = after(domain, date(2027, 1, 3))
    assert (domain.state, domain.on_hold, domain.paid_through) == ("registered", False, date(2027, 11, 22))


def test_after_a_missed_cut_off_the_customer_can_still_renew():
    """C-01: the registry has renewed tacitly; the year can be paid for as long as it lasts."""
    domain = after(names.registered("atlas.ma", EXPIRY, names.a_customer()), date(2026, 12, 20))
    holds.open_hold(domain, names.act(clock.at_local(date(2026, 12, 20))), kind="other")
    domain = after(domain, date(2026, 12, 30))
    assert renewals.payable_until(domain, clock.at_local(date(2026, 12, 30))) > clock.at_local(
        date(2027, 1, 5)
    )
    holds.close_holds(domain, names.act(clock.at_local(date(2026, 12, 30), 13)))
    domain = after(domain, date(2026, 12, 31))
    assert domain.cutoff_missed_on == date(2026, 12, 30)
    assert renewals.payable_until(domain, clock.at_local(date(2027, 6, 1))) == clock.opening(
        date(2027, 11, 23)
    )
