"""A month of a Fully Managed server, minute by minute where it matters: what was told, kept and missed, as a table."""

from collections.abc import Iterator
from datetime import date

import pytest

from core import clock, simulation
from core.clock import at_local
from core.models import EvidenceRecord
from core.workdays import seed_holidays
from notifications.models import Email
from support import hours, incidents, maintenance, reports, tickets
from support.models import ServiceReport
from support.policy import STANDARD
from tests.helpdesk import FULLY, LABEL, SERVER, SITE, a_ticket, act, again, an_incident, covered

pytestmark = pytest.mark.django_db

CALENDAR = [
    ("11-02 09:00", "mail ticket_opened", "C-16"),
    ("11-02 11:00", "breach resolution_late", "SRV-A2-2.5(2)"),
    ("11-03 10:00", "mail ticket_answered", "HD-2.4"),
    ("11-04 10:00", "mail ticket_resolved", "HD-2.4"),
    ("11-09 02:10", "mail incident_opened", "SRV-A2-2.2"),
    ("11-09 03:30", "mail incident_resolved", "SRV-A2-2.2"),
    ("11-12 14:00", "mail hours_used", "SRV-A2-1.2"),
    ("11-17 10:00", "mail maintenance_planned", "SRV-6.1.2(4)"),
    ("11-19 03:20", "breach overrun", "HD-2.2"),
    ("11-19 04:00", "mail maintenance_done", "C-29"),
    ("11-23 16:30", "breach inform_late", "SRV-A2-2.2"),
    ("11-23 16:30", "breach take_late", "SRV-A2-2.5(1)"),
    ("11-23 16:50", "mail incident_opened", "SRV-A2-2.2"),
    ("11-23 17:40", "mail incident_resolved", "SRV-A2-2.2"),
    ("11-26 14:00", "mail hours_used", "SRV-A2-1.2"),
    ("12-01 06:00", "mail report_ready", "SRV-A2-2.2"),
]


def at(day: int, hour: int, minute: int = 0, month: int = 11):
    return at_local(date(2026, month, day), hour, minute)


def deeds(customer, staff) -> list:
    """What the customer and staff did, when."""
    by, made = staff.public_id, {}
    return [
        (at(2, 9), lambda now: made.update(ticket=a_ticket(customer, now, about=SERVER))),
        (at(3, 10), lambda now: tickets.answer(again(made["ticket"]), act(now, by), body="On it.")),
        (at(4, 10), lambda now: tickets.resolve(again(made["ticket"]), act(now, by))),
        (at(9, 2), lambda now: made.update(night=an_incident(now, major=True))),
        (at(9, 2, 10), lambda now: incidents.inform(again(made["night"]), act(now, by), words="A disk has failed.")),
        (at(9, 2, 20), lambda now: incidents.take_in_hand(again(made["night"]), act(now, by))),
        (at(9, 3, 30), lambda now: incidents.resolve(again(made["night"]), act(now, by))),
        (at(12, 14), lambda now: hours.log(SERVER, 225, act(now, by), what="migration")),
        (at(17, 10), lambda now: made.update(window=maintenance.plan(
            "New switch", "The old one.", "interruption", at(19, 2), at(19, 3, 5), act(now, by), sites=[SITE]))),
        (at(19, 4), lambda now: maintenance.finish(again(made["window"]), act(now, by))),
        (at(23, 16), lambda now: made.update(day=an_incident(now, major=True, title="Link down"))),
        (at(23, 16, 50), lambda now: incidents.inform(again(made["day"]), act(now, by), words="The link is down.")),
        (at(23, 16, 55), lambda now: incidents.take_in_hand(again(made["day"]), act(now, by))),
        (at(23, 17, 40), lambda now: incidents.resolve(again(made["day"]), act(now, by))),
        (at(26, 14), lambda now: hours.log(SERVER, 75, act(now, by), what="backup check")),
        (at(1, 6, month=12), reports.make_due),
    ]  # fmt: skip


def lived(customer, staff) -> None:
    """Event by event from deed to deed."""
    plan = deeds(customer, staff)
    now = plan[0][0]
    for instant, deed in plan:
        simulation.live_through(now, instant)
        with clock.frozen(instant):
            deed(instant)
            simulation.settle_at(instant)
        now = instant


def calendar(customer) -> Iterator[tuple[str, str, str]]:
    mails = Email.objects.filter(customer=customer).exclude(kind__startswith="accounts.")
    seen = [(m.created_at, 1, m.pk, f"mail {m.kind.partition('.')[2]}", m.clause) for m in mails]
    breaches = EvidenceRecord.objects.filter(kind="breach").exclude(about=SERVER)
    seen += [(b.at, 0, b.pk, f"breach {b.what}", b.clause) for b in breaches]
    for instant, _order, _pk, what, clause in sorted(seen):
        yield instant.astimezone(clock.LOCAL).strftime("%m-%d %H:%M"), what, clause


def test_a_months_calendar_is_as_the_contract_says(customer, staff_user):
    seed_holidays(range(2026, 2028))
    covered(customer, FULLY, at=at(1, 8))
    lived(customer, staff_user)
    assert list(calendar(customer)) == CALENDAR
    report = ServiceReport.objects.get().content
    service = report["services"][0]
    assert (report["kept"], report["missed"]) == (4, 2)
    request = next(row for row in service["incidents"] if row["title"] == "The site is slow")
    assert request["measures"] == [
        {"clock": "resolve", "clause": "SRV-A2-2.5(2)", "promised": 7200, "took": 49 * 3600, "kept": False}
    ], "a request is promised its resolution too"
    assert service["average"] == {"seconds": 1800, "promised": 1800, "kept": True, "clause": "SRV-A2-2.2"}
    assert service["hours"] == {"included": 300, "used": 300, "clause": "SRV-A2-1.2"}


def made(customer, month: int):
    """The report of a month of 2026, made on the first of the next at six; where it stands in the sums."""
    now = at(1, 6, month=month + 1)
    simulation.live_through(at(1, 6, month=month), now)
    reports.make_due(now)
    return ServiceReport.objects.get(customer=customer, month=date(2026, month, 1)).content


def clocks(report) -> list[tuple[str, bool | None]]:
    return [
        (m["clock"], m["kept"]) for s in report["services"] for i in s["incidents"] for m in i["measures"]
    ]


def test_a_promise_that_ran_on_into_the_next_month_is_counted_there_and_once(customer, staff_user):
    """SRV-A2-2.5(2): what is not over when a month is reported is never lost, nor told twice."""
    covered(customer, FULLY, at=at(1, 8, month=9))
    with clock.frozen(at(30, 23, 30, month=9)):
        night = an_incident(at(30, 23, 30, month=9), words="A disk has failed.", title="Disk")
        request = a_ticket(customer, at(30, 23, 30, month=9), about=SERVER)
    reports.make_due(at(1, 0, 30, month=10))
    september = ServiceReport.objects.get(month=date(2026, 9, 1)).content
    assert clocks(september) == [("inform", True), ("resolve", None), ("resolve", None)]
    incidents.resolve(again(night), act(at(1, 3, month=10), staff_user.public_id))
    tickets.resolve(again(request), act(at(1, 1, month=10), staff_user.public_id))
    october = made(customer, 10)
    assert clocks(october) == [("resolve", False), ("resolve", True)]
    assert (october["kept"], october["missed"]) == (1, 1)
    assert october["services"][0]["average"] is None, "its first information stands in September's"
    assert clocks(made(customer, 11)) == []


def test_a_request_that_reports_an_incident_is_counted_with_it(customer, staff_user):
    covered(customer, FULLY, at=at(1, 8, month=10))
    request = a_ticket(customer, at(5, 9, month=10), about=SERVER)
    fault = an_incident(at(5, 9, month=10))
    tickets.join(again(request), act(at(5, 9, month=10), staff_user.public_id), incident=fault)
    assert len(clocks(made(customer, 10))) == 2


def test_services_of_which_there_is_nothing_to_say_are_named_together(customer):
    covered(customer, FULLY, at=at(1, 8, month=10))
    for n in range(3):
        covered(customer, STANDARD, about=f"ssl_{n:016x}", label=f"c{n}.example.ma", at=at(1, 8, month=10))
    made(customer, 10)
    shown = reports.shown(ServiceReport.objects.get())
    assert [service["label"] for service in shown["services"]] == [LABEL], "it has hours"
    assert shown["quiet"] == ["c0.example.ma", "c1.example.ma", "c2.example.ma"]
