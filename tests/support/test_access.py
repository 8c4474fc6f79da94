"""Guard 14: staff open a customer's data under his authorisation, or to diagnose an open incident (SRV-6.1.2(2))."""

from datetime import timedelta

import pytest

from core.models import EvidenceRecord
from core.transitions import NotAllowed
from support import access, coverage, incidents, tickets
from support.models import AccessUse
from tests.helpdesk import MANAGED, NOON, OUTSOURCING, SERVER, a_ticket, act, an_incident, covered

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def going(staff_user):
    """Staff at the door, at an instant."""
    return lambda at=LATER, why="": act(at, staff_user.public_id, why)


def test_without_ticket_or_incident_nobody_goes_in(customer, going):
    covered(customer)
    with pytest.raises(NotAllowed) as refusal:
        access.require(SERVER, going())
    assert refusal.value.clause == "SRV-6.1.2(2)"
    assert not AccessUse.objects.exists()


def test_an_open_ticket_without_the_customers_tick_is_not_enough(customer, going):
    covered(customer)
    a_ticket(customer, about=SERVER)
    with pytest.raises(NotAllowed):
        access.require(SERVER, going(), access.WORK)


def test_the_customers_authorisation_lets_staff_work_and_each_use_is_written_down(customer, owner, going):
    covered(customer)
    ticket = a_ticket(customer, about=SERVER, user=owner)
    access.authorise(ticket, act(NOON, owner.public_id))
    use = access.require(SERVER, going(why="look at the error log"), access.WORK)
    assert use.authorisation.ticket == ticket
    stored = AccessUse.objects.get()
    assert (stored.why, stored.customer) == ("look at the error log", customer)
    for about in (SERVER, ticket.public_id):
        record = EvidenceRecord.objects.get(about=about, what="data_accessed")
        assert (record.clause, record.data["ground"]) == ("SRV-6.1.2(2)", ticket.public_id)


def test_the_authorisation_ends_with_its_day_its_ticket_or_the_customers_word(customer, owner, going):
    covered(customer)
    ticket = a_ticket(customer, about=SERVER, user=owner)
    access.authorise(ticket, act(NOON), days_open=1)
    access.require(SERVER, going(NOON + timedelta(hours=35)), access.WORK)  # 24 November, 23:00
    with pytest.raises(NotAllowed):
        access.require(SERVER, going(NOON + timedelta(hours=37)), access.WORK)
    access.authorise(ticket, act(NOON))
    access.withdraw(ticket, act(NOON))
    with pytest.raises(NotAllowed):
        access.require(SERVER, going(), access.WORK)
    access.authorise(ticket, act(NOON))
    tickets.close(ticket, act(NOON))
    with pytest.raises(NotAllowed):
        access.require(SERVER, going(), access.WORK)


def test_an_open_incident_lets_staff_diagnose_and_no_more(customer, going):
    covered(customer, MANAGED)
    incident = an_incident()
    use = access.require(SERVER, going())
    assert (use.incident, use.purpose) == (incident, "diagnosis")
    assert EvidenceRecord.objects.get(about=SERVER, what="data_accessed").clause == "SRV-A2-2.1"
    with pytest.raises(NotAllowed):
        access.require(SERVER, going(), access.WORK)
    incidents.resolve(incident, act(LATER))
    with pytest.raises(NotAllowed):
        access.require(SERVER, going())


def test_an_incident_opens_no_service_that_has_no_managed_option(customer, going):
    covered(customer, OUTSOURCING)
    an_incident()
    with pytest.raises(NotAllowed):
        access.require(SERVER, going())


def test_another_service_or_a_person_who_is_not_staff_stays_out(customer, owner, going):
    covered(customer)
    covered(customer, about="srv_00000000000000b2")
    an_incident()
    with pytest.raises(NotAllowed):
        access.require("srv_00000000000000b2", going())
    with pytest.raises(NotAllowed):
        access.require(SERVER, act(LATER, owner.public_id))
    assert coverage.of(SERVER).diagnoses
