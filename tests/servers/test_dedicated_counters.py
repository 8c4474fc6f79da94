"""Dedicated servers have no hypervisor: staff read their ports and lend their consoles (SRV-5.1(1), SRV-3.p2)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from core import clock
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from servers.access import codes
from servers.managing import acts, readings, usage
from servers.models import AccessCode, Sample
from tests.servers_at_work import (
    ORDERED,
    a_server,
    act,
    again,
    bought,
    delivered,
    live_through,
    machine,
    mails,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TERABYTE, GIGABYTE = 10**12, 10**9
NOW = clock.at_local(date(2026, 11, 25), 12)
HEAD = "server;measured_at;received;sent\n"
KVM = {"where": "https://kvm1.example.ma/", "account": "amina", "password": "for-this-once-4417"}


@pytest.fixture
def server(customer, owner):
    return delivered(bought(customer, owner, code="d1", cycle=12), ORDERED, machine("d1", serial="SN-7"))


@pytest.fixture
def admin(client_of, db):
    return client_of(User.objects.create_superuser("chef@example.ma", "Zellige-2026-bleu"))


def counted(text: str, now=NOW) -> int:
    return readings.take(readings.read(HEAD + text, now), act(now))


def test_the_first_reading_says_where_from_and_the_next_ones_count(server):
    assert counted(f"{server.hostname};2026-11-23 00:00;500;700") == 1
    assert again(server).traffic_used == 0
    ip = server.addresses.first().ip
    counted(
        f"{ip};2026-11-24 00:00;{TERABYTE};{7 * TERABYTE}\nSN-7;2026-11-25T09:00;{TERABYTE};{9 * TERABYTE}"
    )
    server = again(server)
    assert (server.traffic_used, server.traffic_told) == (10 * TERABYTE - 1200, 80), "of 10 TB a month"
    assert usage.by_day(server, date(2026, 11, 1))[date(2026, 11, 25)][0] == 2 * TERABYTE


def test_when_all_is_used_the_customer_is_told_and_staff_decide(server):
    counted(f"{server.public_id};2026-11-23 00:00;0;0\n{server.public_id};2026-11-24 00:00;0;{11 * TERABYTE}")
    assert [mail.key.rpartition(":")[2] for mail in Email.objects.filter(kind="servers.usage")] == ["100"]
    work = Attention.objects.get(queue="server_traffic")
    assert (work.detail, work.clause) == ("11000 / 10000 GB", "SRV-5.1(1)")


def test_readings_of_a_month_that_is_over_show_in_the_plot_only(server):
    now = clock.at_local(date(2026, 12, 3), 9)
    counted(f"{server.public_id};2026-11-23 00:00;0;0\n{server.public_id};2026-12-01 08:00;0;{TERABYTE}", now)
    server = again(server)
    assert (server.traffic_used, server.traffic_since) == (TERABYTE, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nobody.example.ma;2026-11-23 00:00;1;1", "Line 2: “nobody.example.ma” is no server that runs."),
        ("{name};23/11/2026;1;1", "Line 2: “23/11/2026” is no instant"),
        ("{name};2026-11-23 00:00;1,5;1", "Line 2: “1,5” is no number of bytes."),
        ("{name};2026-11-23 00:00;-1;1", "Line 2: “-1” is no number of bytes."),
        ("{name};2026-11-26 00:00;1;1", "Line 2: the reading lies in the future"),
        ("{name};2026-11-23 00:00;1", "Line 2: 4 columns are needed."),
        ("cloud.example.ma;2026-11-23 00:00;1;1", "Line 2: cloud.example.ma is a cloud server"),
        ("{name};2026-11-23 00:00;1;1\n{name};2026-11-23 00:00;2;2", "has two readings of one instant"),
    ],
)
def test_a_file_with_a_wrong_line_is_not_taken_at_all(server, customer, admin, line, said, settings):
    a_server(customer, name="cloud.example.ma")
    text = HEAD + line.format(name=server.hostname) + f"\n{server.hostname};2026-11-22 23:00;1;1\n"
    before = Sample.objects.count()
    with clock.frozen(NOW):
        sent = {"file": SimpleUploadedFile("a.csv", text.encode())}
        page = admin.post(reverse("admin:servers_sample_readings"), sent)
    assert (page.status_code, Sample.objects.count()) == (200, before)
    with pytest.raises(readings.Wrong) as wrong:
        readings.read(text, NOW)
    assert said in "\n".join(wrong.value.said)


def test_staff_type_one_reading(server, admin):
    url = reverse("admin:servers_sample_readings")
    with clock.frozen(NOW):
        assert admin.post(url, {}).status_code == 200, "nothing chosen"
        assert admin.post(url, {"server": server.pk, "received": "1.5", "sent": "2"}).status_code == 302
    sample = Sample.objects.get()
    assert (sample.received, sample.sent, sample.at) == (1_500_000_000, 2 * GIGABYTE, NOW)


def test_the_customer_sees_his_traffic(server, client_of, owner):
    counted(f"{server.public_id};2026-11-23 00:00;0;0\n{server.public_id};2026-11-24 00:00;0;{5 * TERABYTE}")
    with clock.frozen(NOW):
        page = client_of(owner).get(server.get_absolute_url()).content.decode()
    assert page.count('class="gauge__meter"') == 1, "traffic; nobody looks into its disks"
    assert 'value="50"' in page


# --- the console of a physical machine ------------------------------------------------------------------------
def test_a_console_is_asked_for_lent_and_opened_once(server, client_of, owner):
    with clock.frozen(NOW):
        client_of(owner).post(reverse("servers:console", args=[server.public_id]))
        assert Attention.objects.filter(queue="server_consoles", closed_at=None).count() == 1
        acts.give_console(again(server), act(NOW), **KVM)
        code = AccessCode.objects.exclude(where="").get()
        assert mails(server)[-1] == "servers.console_ready"
        owner.set_unusable_password()  # who has none is not asked for it
        owner.save()
        client = client_of(owner)
        shown = client.post(code.get_absolute_url()).content.decode()
        assert KVM["password"] in shown
        assert KVM["where"] in shown
        assert KVM["password"] not in client.post(code.get_absolute_url()).content.decode()
    assert not [record for record in EvidenceRecord.objects.all() if KVM["password"] in record.content()]
    assert not [mail for mail in Email.objects.all() if KVM["password"] in mail.text + mail.html]


def test_a_login_nobody_opens_is_gone_after_four_hours_and_the_servers_own_codes_stay(server):
    acts.give_console(again(server), act(ORDERED + timedelta(hours=1)), **KVM)
    live_through(ORDERED + timedelta(hours=5, minutes=1))
    assert AccessCode.objects.exclude(where="").get().sealed is None
    assert codes.ready(again(server)) is not None
    live_through(ORDERED + clock.days(8))
    assert codes.ready(again(server)) is None


def test_a_second_login_takes_the_place_of_the_first(server):
    for hour in (1, 2):
        acts.give_console(again(server), act(ORDERED + timedelta(hours=hour)), **KVM)
    assert AccessCode.objects.exclude(where="").exclude(sealed=None).count() == 1


def test_a_cloud_server_has_its_console_on_its_page(customer):
    with pytest.raises(NotAllowed):
        acts.give_console(a_server(customer), act(NOW), **KVM)
