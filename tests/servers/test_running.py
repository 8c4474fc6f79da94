"""A server that runs: power, one-time codes, console, another size, counters; cut off, restored, terminated."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from billing import ordering
from billing.models import OrderLine
from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from servers.access import codes
from servers.flows import servers
from servers.hypervisor import Usage, faults, manual
from servers.lifecycle import resizing
from servers.managing import acts, console, plots, usage
from servers.models import AccessCode, Image, ManualWork, Sample, Server, ServerProduct
from tests.servers_at_work import (
    ORDERED,
    a_server,
    act,
    again,
    bought,
    delivered,
    guest,
    live_through,
    mails,
    pay,
)

pytestmark = pytest.mark.django_db
LATER = ORDERED + timedelta(hours=1)
TERABYTE, GIGABYTE = 10**12, 10**9


@pytest.fixture
def server(customer):
    return a_server(customer)


def verb(verb_name: str, server: Server, now=LATER, who: str = "usr_staff", **facts) -> Server:
    servers.verbs[verb_name](again(server), act(now, who), **facts)
    worker.settle(now)
    return again(server)


# --- power and tasks ---------------------------------------------------------------------------------------
def test_tasks_of_one_server_are_done_one_after_the_other(server):
    with faults.injected(faults.FaultPlan(scripted=[faults.Fault(faults.Kind.UNAVAILABLE, "stop")])):
        acts.ask_power(again(server), act(LATER), kind="stop")
        worker.settle(LATER)
    acts.ask_power(again(server), act(LATER), kind="start")
    worker.settle(LATER)
    assert list(server.tasks.order_by("pk").values_list("state", flat=True)) == ["doing", "waiting"]
    live_through(LATER + timedelta(minutes=5))
    assert list(server.tasks.order_by("pk").values_list("state", flat=True)) == ["done", "done"]
    assert again(server).power == guest(server).power == "running"


def test_a_restart_whose_answer_was_lost_is_not_done_twice(server):
    with faults.injected(faults.FaultPlan(scripted=[faults.Fault(faults.Kind.TIMEOUT, "reboot")])):
        acts.ask_power(again(server), act(LATER), kind="reboot")
        worker.settle(LATER)
    live_through(LATER + timedelta(minutes=5))
    assert server.tasks.get().state == "done"
    assert guest(server).started_at == LATER
    assert len(guest(server).done) == 1


def test_a_refusal_is_told_in_words_and_shown_to_staff(server):
    verb("ask_power", server, kind="stop")
    verb("ask_codes", server)
    assert server.tasks.filter(state="failed", kind="password").exists()
    assert "servers.task_refused" in mails(server)
    assert Attention.objects.filter(queue="server_tasks", closed_at=None).exists()


def test_installing_anew_wants_the_servers_name_and_gives_new_codes(server):
    image = Image.objects.get(code="alma-9")
    with pytest.raises(NotAllowed) as refusal:
        acts.ask_rebuild(again(server), act(LATER), image=image, typed="another")
    assert refusal.value.clause == "SRV-7.2"
    first = AccessCode.objects.get(server=server)
    server = verb("ask_rebuild", server, image=image, typed=server.hostname)
    first.refresh_from_db()
    assert first.sealed is None, "codes of the former system are gone"
    assert (server.image_id, guest(server).image) == (image.pk, image.source)
    assert server.codes.exclude(sealed=None).count() == 1
    assert mails(server)[-1] == "servers.new_codes"


def test_a_larger_size_costs_the_difference_for_the_days_that_are_left(customer, owner):
    """C2 to C4 with 20 of 30 days left: (299 − 159) × 20/30 = 93.33 MAD before tax."""
    server, day = bought(customer, owner), clock.at_local(date(2026, 12, 2), 10)
    resizing.order_resize(again(server), act(day, owner.public_id), ServerProduct.objects.get(code="c4"))
    proforma = ordering.open_proposal(server.public_id, "server.resize")
    assert OrderLine.objects.get(proforma=proforma).unit_ht == 9_333
    assert again(server).product.code == "c2", "nothing happens before it is paid"
    pay(proforma, day)
    with clock.frozen(day):
        worker.settle(day)
    server = again(server)
    assert (server.product.code, guest(server).ram, server.pinned["ram"]) == ("c4", 8, 8)
    assert mails(server)[-1] == "servers.resized"
    with pytest.raises(NotAllowed) as refusal:
        resizing.order_resize(server, act(day), ServerProduct.objects.get(code="c1"))
    assert refusal.value.clause == "SRV-3.p1"


def test_a_larger_size_has_its_own_traffic_of_which_80_and_100_percent_are_told(customer, owner):
    """SRV-5.1(1): what was told of the 2 TB of a C2 says nothing of the 4 TB of a C4."""
    server, day = bought(customer, owner), clock.at_local(date(2026, 12, 2), 10)
    count(server, day, 2000)
    resizing.order_resize(again(server), act(day, owner.public_id), ServerProduct.objects.get(code="c4"))
    pay(ordering.open_proposal(server.public_id, "server.resize"), day)
    with clock.frozen(day):
        worker.settle(day)
    for hours, gigabytes in ((1, 2100), (2, 3300), (3, 4000)):
        count(server, day + timedelta(hours=hours), gigabytes)
    told = Email.objects.filter(kind="servers.usage").order_by("pk")
    assert ["2000" in mail.text.replace("\u202f", "") for mail in told] == [True, False, False]
    assert len(told) == 3


def test_a_larger_size_that_the_host_refuses_is_credited(customer, owner):
    server, day = bought(customer, owner), clock.at_local(date(2026, 12, 2), 10)
    resizing.order_resize(again(server), act(day), ServerProduct.objects.get(code="c4"))
    plan = faults.FaultPlan(refusal=1.0, refusable=frozenset({"resize"}), refusal_code="unsupported")
    with faults.injected(plan), clock.frozen(day):
        pay(ordering.open_proposal(server.public_id, "server.resize"), day)
        worker.settle(day)
    assert again(server).product.code == "c2"
    assert OrderLine.objects.get(kind="server.resize").outcome == "credited"


@pytest.mark.parametrize(
    "wrong", ["localhost", "-a.example.ma", "a..example.ma", "10.0.0.1", "a b.example.ma", "x" * 260]
)
def test_a_reverse_name_is_a_whole_host_name(server, wrong):
    ip = server.addresses.get().ip
    with pytest.raises(NotAllowed):
        acts.ask_reverse(again(server), act(LATER), ip=ip, name=wrong)
    verb("ask_reverse", server, ip=ip, name="Courriel.Élan.example.ma.")
    assert server.addresses.get().reverse == "courriel.xn--lan-9la.example.ma"


def test_at_a_dedicated_server_staff_do_it_and_say_so(customer, owner):
    server = delivered(bought(customer, owner, code="d1", cycle=12), ORDERED)
    verb("ask_power", server, kind="reboot")
    work = ManualWork.objects.get()
    assert (work.command, work.answered_at) == ("reboot", None)
    assert Attention.objects.filter(queue="server_work", closed_at=None).exists()
    manual.answer(work, "pressed the button", act(LATER))
    live_through(LATER + timedelta(hours=3))
    assert server.tasks.get().state == "done"


# --- access codes and console -----------------------------------------------------------------------------
def test_codes_are_in_no_mail_and_in_no_evidence_and_expire(server):
    code = AccessCode.objects.get(server=server)
    password = codes.unsealed(code.sealed)
    assert not [mail for mail in Email.objects.all() if password in mail.text + mail.html + mail.subject]
    assert not [record for record in EvidenceRecord.objects.all() if password in record.content()]
    live_through(ORDERED + clock.days(8))
    code.refresh_from_db()
    assert code.sealed is None
    with pytest.raises(NotAllowed):
        codes.open_once(code, act(ORDERED + clock.days(8)))


def test_the_page_of_the_codes_wants_a_fresh_sign_in_and_shows_them_once(customer, owner, client_of):
    with clock.frozen(LATER):
        code = AccessCode.objects.get(server=bought(customer, owner))
        password, url = codes.unsealed(code.sealed), code.get_absolute_url()
        owner.set_password("Zellige-2026-bleu")
        owner.save()
        assert reverse("account_reauthenticate") in client_of(owner).post(url)["Location"]
        owner.set_unusable_password()  # who has none is not asked for it
        owner.save()
        client = client_of(owner)
        assert password not in client.get(url).content.decode(), "looking at the page opens nothing"
        shown = client.post(url)
        assert password in shown.content.decode()
        assert shown["Cache-Control"] == "no-store"
        assert password not in client.post(url).content.decode()
    code.refresh_from_db()
    assert (code.opened_by, code.opened_at) == (owner.public_id, LATER)


def test_the_consoles_ticket_is_one_persons_and_short_lived(
    customer, owner, colleague, stranger, client_of, monkeypatch
):
    with clock.frozen(LATER):
        server = bought(customer, owner)
        ticket = console.ticket_for(server, owner, act(LATER, owner.public_id))
        url = reverse("servers:console_screen", args=[ticket])
        page = client_of(owner).get(url)
        assert server.hostname in page.content.decode()
        assert client_of(stranger).get(url).status_code == 404
        assert client_of(colleague).get(url).status_code == 404, "a ticket is one person's"
        assert client_of(owner).get(url.replace(ticket[:6], "AAAAAA")).status_code == 404
        import time

        later = time.time() + 130
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
        assert client_of(owner).get(url)["Location"] == reverse("servers:console", args=[server.public_id])


# --- counters (SRV-5.1(1)) ----------------------------------------------------------------------------------
def count(server: Server, now, gigabytes: int, disk: int = 5) -> Server:
    usage.take_usage(again(server), act(now), usage=Usage(0, gigabytes * GIGABYTE, disk * GIGABYTE))
    return again(server)


def test_eighty_and_hundred_percent_are_told_once_each_and_a_new_month_starts_at_nothing(server):
    steps = [(1, 1500), (2, 1650), (3, 1700), (4, 2000), (5, 2500)]
    for hours, gigabytes in steps:
        count(server, ORDERED + timedelta(hours=hours), gigabytes)
    told = Email.objects.filter(kind="servers.usage").order_by("pk").values_list("key", flat=True)
    assert [key.rpartition(":")[2] for key in told] == ["80", "100"]
    assert again(server).traffic_used == 2500 * GIGABYTE
    server = count(server, clock.at_local(date(2026, 12, 1), 1), 2510)
    assert (server.traffic_used, server.traffic_told) == (10 * GIGABYTE, 0)


def test_counters_that_start_anew_after_a_restart_lose_nothing(server):
    count(server, ORDERED + timedelta(hours=1), 100)
    server = count(server, ORDERED + timedelta(hours=2), 7)
    assert server.traffic_used == 107 * GIGABYTE
    assert Sample.objects.count() == 2


def test_a_full_disk_is_told_and_told_again_after_it_was_emptied(server):
    for hours, disk in ((1, 70), (2, 71), (3, 10), (4, 66)):
        count(server, ORDERED + timedelta(hours=hours), 1, disk)
    assert Email.objects.filter(kind="servers.usage").count() == 2


def test_traffic_and_disk_are_drawn_day_by_day(server):
    """SRV-5.1(1): the day's traffic is summed, the disk is as it was last measured, its bar against what was bought."""
    for hours, gigabytes, disk in ((1, 10, 60), (2, 30, 40), (30, 35, 80)):
        count(server, ORDERED + timedelta(hours=hours), gigabytes, disk)
    day = clock.local_date(ORDERED)
    traffic, disks = plots.plots(again(server), usage.by_day(server, day), day + timedelta(days=1))
    assert [one.gigabytes for one in traffic.days[-2:]] == ["30,0", "5,0"]
    assert [one.gigabytes for one in disks.days[-2:]] == ["40,0", "80,0"]
    assert (disks.picture.count('height="70.0"'), disks.picture.count('height="140.0"')) == (1, 1), (
        "of 80 GB bought"
    )


def test_a_site_that_is_down_is_left_out_and_the_others_are_counted(customer):
    a_server(customer, name="a.example.ma"), a_server(customer, name="b.example.ma", site="ca")
    with faults.injected(faults.FaultPlan(scripted=[faults.Fault(faults.Kind.UNAVAILABLE, "usage", "ma")])):
        assert usage.read_all(act(LATER)) == 1
