"""An outage: it is noticed once, nothing irreversible happens, staff see what is late and release it, late is said."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from core import clock, outage, worker
from core.models import Attention, EvidenceRecord, Pulse, Silence
from domains.models import Domain
from hosting_portal.proof import gathering, packing
from notifications import history
from notifications.models import Email
from notifications.sending import send_due
from tests import names

pytestmark = pytest.mark.django_db
EXPIRY = date(2026, 11, 22)
DELETION = date(2026, 12, 29)  # J+37


def at(day: date, hour: int = 0) -> datetime:
    return clock.at_local(day, hour)


def tick(now: datetime) -> None:
    outage.pulse(now)
    worker.settle(now)
    send_due(now)


@pytest.fixture
def after_three_days(customer, owner):
    """The clock stands still from the day before a deletion; another name has its notice due in between."""
    dying = names.registered("atlas.com", EXPIRY, customer)
    told = names.registered("argan.com", date(2027, 1, 28), customer)  # J-30 on the 29th of December
    outage.pulse(at(DELETION - timedelta(days=1), 1))
    names.live_through(at(DELETION - timedelta(days=1), 1))
    now = at(DELETION + timedelta(days=2), 1)
    with clock.frozen(now):
        tick(now)
        yield now, dying, told


def test_an_outage_of_three_days_pauses_what_cannot_be_undone_until_staff_release_it(
    after_three_days, client_of, staff_user
):
    """DN-5.3: the list names what is late, its clause, its due instant, its delay; a reason lets it go on, in order."""
    now, dying, _told = after_three_days
    dying.refresh_from_db()
    assert (dying.state, Silence.objects.get().ended_at) == ("grace", now)
    office = client_of(staff_user)
    office.cookies["language"] = "en"
    queue = next(q for q in office.get(reverse("admin:index")).context["queues"] if "silence" in q["url"])
    assert queue["late"] == 1
    page = office.get(queue["url"])
    [one] = page.context["backlog"].items
    assert (one.thing, one.step.clause, one.step.at, one.paused) == (dying, "DN-5.3", at(DELETION), True)
    assert one.delay == now - at(DELETION)
    assert "2 days 1 hr" in page.content.decode()
    silence = reverse("admin:core_silence_change", args=[Silence.objects.get().pk])
    assert queue["url"] in office.get(silence).content.decode()
    assert "reason" in office.post(queue["url"], {"reason": " "}).context["form"].errors
    tick(now + timedelta(minutes=1))
    dying.refresh_from_db()
    assert dying.state == "grace"
    office.post(queue["url"], {"reason": "power cut; notices looked at"})
    tick(now + timedelta(minutes=2))
    dying.refresh_from_db()
    assert dying.state == "redemption"
    proof = EvidenceRecord.objects.get(about="clock", what="silence_reviewed")
    assert (proof.reason, proof.actor) == ("power cut; notices looked at", staff_user.public_id)
    assert Silence.objects.get().reason == proof.reason
    assert not Attention.objects.filter(closed_at=None, queue__in=["clock", "blocked"]).exists()
    assert office.get(queue["url"]).context["backlog"].total == 0


def test_who_may_only_look_at_the_office_releases_nothing(after_three_days, client_of, owner):
    from django.contrib.auth.models import Permission

    from tests.cast import person

    reader = person("reader@portal.example", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_silence"))
    url = reverse("admin:core_silence_late")
    assert client_of(reader).get(url).status_code == 200
    assert client_of(reader).post(url, {"reason": "x"}).status_code == 403
    assert client_of(owner).get(url).status_code in (302, 403)
    assert outage.open_silences().exists()


def test_a_notice_that_the_outage_delayed_says_so_everywhere(after_three_days, english):
    """DN-3.3: on the mail, in the evidence, in the thing's history and in the evidence file, with its delay."""
    now, dying, told = after_three_days
    due, to = at(date(2026, 12, 29), 8), names.CONTACT["email"]
    mail = Email.objects.get(about=told.public_id, kind="domains.expiry_notice", to=to)
    assert (mail.due_at, mail.late_by) == (due, now - due)
    proof = EvidenceRecord.objects.get(about=told.public_id, data__email=mail.public_id)
    assert proof.data["late"]["minutes"] == (now - due) // timedelta(minutes=1)
    events = history.history(told.public_id, {})
    assert any("given late by 1 day 17 hrs" in event.detail for event in events)
    dossier = gathering.gather(told.public_id, now)
    assert packing._mail(next(m for m in dossier.mails if m.pk == mail.pk))["late"]["due"] == due
    before = Email.objects.filter(about=dying.public_id, created_at__lt=now)
    assert before
    assert not [m for m in before if m.late_by]


def test_a_notice_in_time_that_left_late_says_so_when_it_leaves(customer, settings):
    """A mail server that was away for a day: the evidence of the day on which it was written does not lie."""
    domain = names.registered("argan.com", date(2027, 1, 28), customer)
    due = at(date(2026, 12, 29), 8)
    names.live_through(due, send=False)
    send_due(due + timedelta(days=1))
    late = EvidenceRecord.objects.filter(about=domain.public_id, what="given_late", clause="DN-3.3")
    assert {row.data["late"]["minutes"] for row in late} == {24 * 60}
    assert late.count() == Email.objects.filter(about=domain.public_id, clause="DN-3.3").count()


def test_a_kill_in_the_first_tick_loses_no_silence(db, monkeypatch):
    """The clock's mark and the silence are written together: what was not recorded is found by the next tick."""
    outage.pulse(at(EXPIRY))
    later = at(EXPIRY + timedelta(days=3))

    def killed(*facts):
        raise KeyboardInterrupt

    monkeypatch.setattr(outage, "_record", killed)
    with pytest.raises(KeyboardInterrupt):
        outage.pulse(later)
    assert Pulse.objects.get().at == at(EXPIRY)
    monkeypatch.undo()
    outage.pulse(later)
    outage.pulse(later)
    assert Silence.objects.count() == 1


def test_what_the_outside_is_being_asked_for_is_not_disturbed(customer, after_three_days):
    """A name whose answer is awaited sleeps until then, whatever is released."""
    now, dying, _told = after_three_days
    asleep = {"call_at": now + timedelta(hours=1), "next_action_at": now + timedelta(hours=1)}
    Domain.objects.filter(pk=dying.pk).update(state="registered", **asleep)
    outage.release(names.act(now).because("x"))
    dying.refresh_from_db()
    assert dying.next_action_at == now + timedelta(hours=1)
