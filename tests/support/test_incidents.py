"""Incidents: the clocks of SRV-A2-2, minute by minute; pauses; breaches; the change of Morocco's clock.

Network and hardware (SRV-6.1.2(1)) are stepped in on quickly (SRV-6.1.2(5)); customers hear what and how long
(SSL-11.3(6)); a pause has its reason (SRV-A2-2.3).
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from support import incidents
from support.models import Affected
from tests.helpdesk import (
    FULLY,
    MANAGED,
    NOON,
    SERVER,
    SITE,
    a_ticket,
    act,
    again,
    an_incident,
    covered,
    live_through,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OTHER = "srv_00000000000000b2"


def told_staff(incident, start=NOON) -> list[tuple[int, str, str]]:
    """What the clock told staff: minutes after the occurrence, queue, clause."""
    items = (
        Attention.objects.filter(about=incident.public_id)
        .exclude(key__endswith=":open")
        .order_by("opened_at", "pk")
    )
    return [((item.opened_at - start) // MINUTE, item.queue, item.clause) for item in items]


def test_a_major_incident_of_a_managed_server_that_nobody_touches(customer):
    covered(customer, MANAGED)
    incident = an_incident(major=True)
    live_through(NOON + 5 * HOUR, every=5 * MINUTE)
    assert told_staff(incident) == [
        (15, "incidents", "SRV-A2-2.2"),
        (30, "incidents_late", "SRV-A2-2.2"),
        (60, "incidents", "SRV-A2-2.4(1)"),
        (120, "incidents_late", "SRV-A2-2.4(1)"),
        (180, "incidents", "SRV-A2-2.4(2)"),
        (240, "incidents_late", "SRV-A2-2.4(2)"),
    ]
    breaches = EvidenceRecord.objects.filter(about=SERVER, kind="breach").order_by("seq")
    assert [(b.what, b.clause) for b in breaches] == [
        ("inform_late", "SRV-A2-2.2"), ("take_late", "SRV-A2-2.4(1)"), ("resolve_late", "SRV-A2-2.4(2)"),
    ]  # fmt: skip


def test_a_major_incident_of_a_fully_managed_server_that_nobody_touches(customer):
    covered(customer, FULLY)
    incident = an_incident(major=True)
    live_through(NOON + 3 * HOUR, every=5 * MINUTE)
    assert told_staff(incident) == [
        (15, "incidents", "SRV-A2-2.2"),
        (15, "incidents", "SRV-A2-2.5(1)"),
        (30, "incidents_late", "SRV-A2-2.2"),
        (30, "incidents_late", "SRV-A2-2.5(1)"),
        (60, "incidents", "SRV-A2-2.5(2)"),
        (120, "incidents_late", "SRV-A2-2.5(2)"),
    ]


def test_a_minor_incident_has_no_clock_of_taking_in_hand(customer):
    covered(customer, FULLY)
    incident = an_incident()
    live_through(NOON + 3 * HOUR, every=5 * MINUTE)
    assert "SRV-A2-2.5(1)" not in {clause for _at, _queue, clause in told_staff(incident)}


def test_what_is_done_in_time_leaves_no_breach(customer, staff_user):
    covered(customer, FULLY)
    by = staff_user.public_id
    incident = an_incident(major=True)
    incidents.inform(incident, act(NOON + 10 * MINUTE, by), words="A switch has failed.")
    incidents.take_in_hand(incident, act(NOON + 20 * MINUTE, by))
    incidents.resolve(incident, act(NOON + 100 * MINUTE, by), words="The switch is replaced.")
    live_through(NOON + 5 * HOUR, every=5 * MINUTE)
    assert not EvidenceRecord.objects.filter(kind="breach").exists()
    mails = Email.objects.filter(customer=customer).order_by("pk")
    assert [(m.kind, m.created_at - NOON) for m in mails] == [
        ("support.incident_opened", 10 * MINUTE), ("support.incident_resolved", 100 * MINUTE)
    ]  # fmt: skip
    worker.settle(NOON + 100 * MINUTE + timedelta(days=3))
    assert again(incident).state == "closed"


def test_the_resolution_counts_from_the_report_or_the_finding_the_others_from_the_occurrence(customer):
    covered(customer, MANAGED)
    incident = an_incident(major=True, occurred_at=NOON - 90 * MINUTE, detected_at=NOON - 10 * MINUTE,
                           reported_at=NOON - 5 * MINUTE)  # fmt: skip
    due = {s.kwargs.get("clock"): s.at for s in incident.steps() if s.verb == "record_breach"}
    assert due == {
        "inform": NOON - HOUR,
        "take": NOON + 30 * MINUTE,
        "resolve": NOON - 10 * MINUTE + 4 * HOUR,
    }
    worker.settle(NOON)
    assert EvidenceRecord.objects.get(about=SERVER, kind="breach").what == "inform_late"


def test_an_unknown_occurrence_is_the_earlier_of_the_two_marked_estimated(customer):
    incident = an_incident(detected_at=NOON - 10 * MINUTE, reported_at=NOON - 20 * MINUTE)
    assert (incident.occurred_at, incident.occurred_estimated) == (NOON - 20 * MINUTE, True)
    assert not an_incident(occurred_at=NOON - HOUR).occurred_estimated


def test_a_pause_with_its_reason_stops_the_resolution_and_nothing_else(customer):
    covered(customer, MANAGED)
    incident = an_incident()
    incidents.take_in_hand(incident, act(NOON))
    with pytest.raises(NotAllowed):
        incidents.wait(incident, act(NOON + HOUR))
    live_through(NOON + HOUR, every=30 * MINUTE)
    incidents.wait(again(incident), act(NOON + HOUR, reason="his test of the new kernel"))
    live_through(NOON + 10 * HOUR, NOON + HOUR, every=30 * MINUTE)
    whats = set(EvidenceRecord.objects.filter(about=SERVER, kind="breach").values_list("what", flat=True))
    assert whats == {"inform_late"}
    incidents.resume(again(incident), act(NOON + 10 * HOUR))
    due = {s.kwargs["clock"]: s.at for s in again(incident).steps() if s.verb == "record_breach"}
    assert due["resolve"] == NOON + 13 * HOUR


def test_two_policies_of_one_incident_are_two_clocks(customer, other_customer):
    covered(customer, MANAGED)
    covered(other_customer, FULLY, about=OTHER)
    incident = an_incident(abouts=(), sites=(SITE,))
    live_through(NOON + 2 * HOUR, every=10 * MINUTE)
    breached = EvidenceRecord.objects.filter(what="resolve_late").values_list("about", "clause")
    assert set(breached) == {(OTHER, "SRV-A2-2.5(2)"), (incident.public_id, "SRV-A2-2.5(2)")}
    assert Affected.objects.filter(incident=incident).count() == 2
    assert incident.components == [["server", SITE]]


@pytest.mark.parametrize(
    "start", [datetime(2026, 2, 15, 1, 30, tzinfo=UTC), datetime(2026, 9, 20, 0, 30, tzinfo=UTC)]
)
def test_the_change_of_moroccos_clock_moves_no_deadline(customer, start):
    """The wall clock jumped back in both nights; two hours stay two hours."""
    shift = clock.LOCAL.utcoffset(start.replace(tzinfo=None)) != clock.LOCAL.utcoffset(
        (start + 3 * HOUR).replace(tzinfo=None)
    )
    assert shift
    covered(customer, FULLY, at=start)
    incident = an_incident(start, major=True)
    live_through(start + 3 * HOUR, start, every=5 * MINUTE)
    assert told_staff(incident, start)[-1] == (120, "incidents_late", "SRV-A2-2.5(2)")


@pytest.mark.parametrize(("facts", "clause"), [
    ({"occurred_at": NOON + HOUR}, "SRV-A2-2.2"),
    ({"reported_at": NOON + HOUR}, "SRV-A2-2.2"),
    ({"occurred_at": NOON - HOUR, "detected_at": NOON - 2 * HOUR}, "C-16"),
])  # fmt: skip
def test_instants_that_cannot_be_are_refused(customer, facts, clause):
    covered(customer)
    with pytest.raises(NotAllowed) as refusal:
        an_incident(**facts)
    assert refusal.value.clause == clause


def test_staff_are_reminded_while_the_customers_hear_nothing(customer):
    covered(customer)
    incident = an_incident(words="We look into it.")
    live_through(NOON + 5 * HOUR, every=30 * MINUTE)
    news = Attention.objects.filter(about=incident.public_id, key__contains=":news:")
    assert news.count() == 1
    incidents.inform(again(incident), act(NOON + 5 * HOUR), words="A part is on its way.")
    live_through(NOON + 8 * HOUR, NOON + 5 * HOUR, every=30 * MINUTE)
    assert news.count() == 2
    assert Email.objects.filter(kind="support.incident_news").count() == 1


def test_force_majeure_of_more_than_thirty_days_is_shown_to_staff(customer):
    covered(customer)
    incident = an_incident(force_majeure=True)
    worker.settle(NOON + timedelta(days=30))
    assert not Attention.objects.filter(key=f"{incident.public_id}:fm").exists()
    worker.settle(NOON + timedelta(days=30, seconds=1))
    assert Attention.objects.get(key=f"{incident.public_id}:fm").clause == "SSL-8.2"


def test_a_request_on_a_managed_server_has_the_clock_too(customer):
    covered(customer, FULLY)
    ticket = a_ticket(customer, about=SERVER)
    assert (ticket.resolve_due_at, ticket.resolve_clause) == (NOON + 2 * HOUR, "SRV-A2-2.5(2)")
    live_through(NOON + 2 * HOUR, every=10 * MINUTE)
    assert EvidenceRecord.objects.get(about=ticket.public_id, kind="breach").what == "resolution_late"


def test_a_service_moved_to_another_platform_says_so_until_the_end(customer):
    """Slower meanwhile is accepted, and shown (SRV-6.1.2(6))."""
    covered(customer, MANAGED)
    incident = an_incident(major=True)
    incidents.fail_over(incident, act(NOON + HOUR, reason="the second host"))
    assert again(incident).degraded
    incidents.resolve(again(incident), act(NOON + 2 * HOUR))
    assert not again(incident).degraded


def test_days_of_the_change_are_in_the_pinned_tables():
    assert clock.at_local(date(2026, 9, 19), 12).hour == 11
    assert clock.at_local(date(2026, 9, 21), 12).hour == 12


def test_the_customer_whom_we_wait_for_is_asked_by_mail(customer):
    """SRV-A2-2.3: his clock stands still only once he knows what is awaited from him."""
    covered(customer, MANAGED)
    incident = an_incident()
    incidents.take_in_hand(incident, act(NOON))
    incidents.wait(incident, act(NOON + HOUR, reason="Please restart the router in your office."))
    mail = Email.objects.get(kind="support.incident_waiting")
    assert (mail.to, mail.clause) == (customer.billing_email, "SRV-A2-2.3")
    assert "Please restart the router in your office." in mail.text
    assert again(incident).first_information_at == NOON + HOUR, "its page is his now"


def test_one_customers_answer_never_stops_the_clock_of_another(customer, other_customer):
    """SRV-A2-2.3: a pause is for what its own customer owes."""
    covered(customer, MANAGED)
    covered(other_customer, FULLY, about=OTHER)
    both = an_incident(abouts=(SERVER, OTHER))
    incidents.take_in_hand(both, act(NOON))
    with pytest.raises(NotAllowed) as refusal:
        incidents.wait(both, act(NOON + HOUR, reason="a test of the first one's"))
    assert refusal.value.clause == "SRV-A2-2.3"
    alone = an_incident(title="Alone")
    incidents.take_in_hand(alone, act(NOON))
    incidents.wait(alone, act(NOON + HOUR, reason="his test"))
    with pytest.raises(NotAllowed):
        incidents.affect(again(alone), act(NOON + 2 * HOUR), abouts=[OTHER])
    assert Affected.objects.filter(incident=alone).count() == 1


def test_an_incident_that_turns_out_to_be_major_has_its_clock_from_the_occurrence(customer):
    """SRV-A2-2.5(1)."""
    covered(customer, FULLY)
    incident = an_incident()
    live_through(NOON + 20 * MINUTE, every=5 * MINUTE)
    incidents.escalate(again(incident), act(NOON + 20 * MINUTE, reason="the whole site is down"))
    live_through(NOON + HOUR, NOON + 20 * MINUTE, every=5 * MINUTE)
    assert (30, "incidents_late", "SRV-A2-2.5(1)") in told_staff(incident)
    with pytest.raises(NotAllowed):
        incidents.escalate(again(incident), act(NOON + HOUR, reason="again"))


def test_a_customer_of_many_services_is_told_once_with_all_their_names(customer, other_customer):
    """SRV-A2-2.2: a reseller of thirty servers at a site gets one mail, not thirty."""
    numbers = [f"srv_{n:016x}" for n in range(30)]
    for n, about in enumerate(numbers):
        covered(customer, MANAGED, about=about, label=f"n{n}.argan.example")
    covered(other_customer, MANAGED, about=OTHER, label="other.example")
    incident = an_incident(abouts=(), sites=(SITE,), words="A switch has failed.")
    (told,) = Email.objects.filter(customer=customer, kind="support.incident_opened")
    assert ("n0.argan.example" in told.text, "n19.argan.example" in told.text) == (True, True)
    assert "other.example" not in told.text
    covered(customer, MANAGED, about="srv_00000000000000ee", label="late.argan.example", site="elsewhere")
    incidents.affect(again(incident), act(NOON + HOUR), abouts=["srv_00000000000000ee"])
    last = Email.objects.filter(customer=customer).order_by("pk").last()
    assert ("late.argan.example" in last.text, "n0.argan.example" in last.text) == (True, False)
    assert Email.objects.filter(customer=other_customer).count() == 1
