"""The DNS editor as a browser sees it, without JavaScript: who may, what is said, and that nothing is half done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock, worker
from core.transitions import amend
from domains.dns import draft, lifecycle, manual
from domains.dns.entries import Entry
from domains.dns.parking import park, unpark
from domains.models import Domain, ManualZoneWork, Record, RegistryChange, SandboxZone, Zone
from domains.registry import faults
from tests import names
from tests.cast import join, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
WWW = Entry("www", "A", 300, "192.0.2.10")
OTHERS = [{"name": "ns1.elsewhere.example", "addresses": []}]


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def domain(customer) -> Domain:
    return names.registered("argan.com", date(2027, 5, 1), customer)


@pytest.fixture
def zone(domain) -> Zone:
    """One record, live on the sandbox's server."""
    zone = lifecycle.prepare(domain, names.act(NOW))
    draft.fill(zone, names.act(NOW), entries=[WWW])
    lifecycle.switch_on(zone, names.act(NOW))
    worker.settle(NOW)
    return Zone.objects.get(pk=zone.pk)


@pytest.fixture
def editor(client_of, owner):
    return english(client_of(owner))


def english(client):
    client.cookies["language"] = "en"
    return client


def url(page: str, domain: Domain, **query) -> str:
    return reverse(f"domains:{page}", args=[domain.public_id], query=query)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().replace("\u00a0", " ").replace("&quot;", '"').replace("&#x27;", "'")


def drafted(domain: Domain) -> list[Entry]:
    return Zone.objects.get(domain=domain).entries()


def test_from_nothing_to_a_served_zone_without_javascript(editor, domain):
    assert "Prepare the zone" in text(editor.get(url("dns", domain)))
    editor.post(url("dns_prepare", domain))
    form = {"name": "www", "value": "192.0.2.10", "ttl": 300}
    editor.post(url("dns_record_new", domain, type="A"), form)
    assert drafted(domain) == [WWW]
    assert not SandboxZone.objects.exists()
    editor.post(url("dns_on", domain), {"confirmed": "on"})
    worker.settle(NOW)
    assert Zone.objects.get(domain=domain).state == "live"
    assert RegistryChange.objects.get(domain=domain, kind="nameservers").state == "synced"
    page = text(editor.get(url("dns_check", domain, name="www", type="A")))
    assert "NOERROR" in page
    assert "192.0.2.10" in page


def test_switching_on_warns_of_the_servers_that_answer_today_and_wants_a_yes(editor, domain):
    amend(domain, names.act(NOW), "test", "", nameservers=OTHERS)
    lifecycle.prepare(domain, names.act(NOW))
    page = text(editor.get(url("dns_on", domain)))
    assert "ns1.elsewhere.example" in page
    assert "stops working" in page
    editor.post(url("dns_on", domain), {})
    assert Zone.objects.get(domain=domain).state == "off"


def test_a_wrong_record_is_refused_beside_its_field_with_the_way_out(editor, domain, zone):
    alias = {"name": "", "value": "x.example", "ttl": 300}
    page = text(editor.post(url("dns_record_new", domain, type="CNAME"), alias))
    assert "Use A and AAAA records with the addresses instead" in page
    page = text(
        editor.post(url("dns_record_new", domain, type="A"), {"name": "b", "value": "1.2.3", "ttl": 300})
    )
    assert "Expected: 192.0.2.10" in page
    page = text(
        editor.post(url("dns_record_new", domain, type="A"), {"name": "b", "value": "192.0.2.3", "ttl": 5})
    )
    assert "outside 60 to 86400" in page
    assert drafted(domain) == [WWW]


def test_what_changes_is_shown_before_it_is_published_and_can_be_given_up(editor, domain, zone):
    address = reverse("domains:dns_record", args=[zone.records.get().public_id])
    editor.post(address, {"name": "www", "value": "192.0.2.77", "ttl": 300})
    page = text(editor.get(url("dns_publish", domain)))
    assert "192.0.2.10" in page
    assert "192.0.2.77" in page
    editor.post(url("dns_publish", domain), {"discard": "1"})
    assert drafted(domain) == [WWW]
    assert zone.versions.count() == 1


def test_an_earlier_version_is_taken_back_and_published_again(editor, domain, zone, owner):
    first = zone.versions.get()
    editor.post(reverse("domains:dns_record_remove", args=[zone.records.get().public_id]))
    editor.post(url("dns_publish", domain))
    worker.settle(NOW)
    second = zone.versions.get(number=2)
    assert second.removed == [list(WWW)]
    assert str(owner) in text(editor.get(second.get_absolute_url()))
    editor.post(reverse("domains:dns_restore", args=[first.public_id]))
    editor.post(url("dns_publish", domain))
    worker.settle(NOW)
    assert SandboxZone.objects.get().rrsets[-1][:2] == ["www.argan.com.", "A"]


def test_an_import_is_shown_first_and_taken_as_a_whole_or_not_at_all(editor, domain, zone):
    good, bad = "mail A 192.0.2.4\n@ MX 10 mail\n", "mail A 192.0.2.4\n@ MX 10\n"
    page = text(editor.post(url("dns_import", domain), {"text": bad, "apply": "1"}))
    assert "Line 2" in page
    assert drafted(domain) == [WWW]
    upload = SimpleUploadedFile("argan.zone", good.encode())
    assert "10 mail.argan.com." in text(editor.post(url("dns_import", domain), {"file": upload}))
    assert drafted(domain) == [WWW]
    editor.post(url("dns_import", domain), {"text": good, "apply": "1"})
    assert len(drafted(domain)) == 3
    exported = editor.get(url("dns_export", domain)).content.decode()
    assert "@ 3600 IN MX 10 mail.argan.com." in exported
    editor.post(url("dns_import", domain), {"text": exported, "replace": "on", "apply": "1"})
    assert len(drafted(domain)) == 3


def test_a_file_that_is_too_large_is_refused(editor, domain, zone):
    upload = SimpleUploadedFile("big.zone", b"x" * 300_000)
    assert "Import it in parts" in text(editor.post(url("dns_import", domain), {"file": upload}))


@pytest.mark.parametrize(
    ("preset", "data", "said"),
    [
        ("website", {"ipv4": "192.0.2.5"}, ("@", "A")),
        ("mail", {"provider": "google"}, ("@", "MX")),
        ("authenticity", {"policy": "reject", "senders": "203.0.113.9"}, ("_dmarc", "TXT")),
        ("park", {}, ("*", "A")),
    ],
)
def test_a_template_fills_the_draft(editor, domain, zone, preset, data, said):
    assert text(editor.get(url("dns_preset", domain, preset=preset)))
    editor.post(url("dns_preset", domain, preset=preset), data)
    assert said in {e.place for e in drafted(domain)}


def test_read_only_may_look_and_not_touch_and_a_stranger_finds_nothing(
    client_of, customer, domain, zone, stranger
):
    only = person("only@argan.example")
    join(only, customer, "read_only")
    client = english(client_of(only))
    page = text(client.get(url("dns", domain)))
    assert "192.0.2.10" in page
    assert "dns/ajouter" not in page
    for name in (
        "dns_record_new",
        "dns_publish",
        "dns_import",
        "dns_on",
        "dns_off",
        "dns_dnssec",
        "dns_preset",
    ):
        assert client.post(url(name, domain)).status_code == 403
        assert client_of(stranger).get(url(name, domain)).status_code == 404
    record = reverse("domains:dns_record_remove", args=[zone.records.get().public_id])
    assert client.post(record).status_code == 403
    assert client_of(stranger).post(record).status_code == 404
    assert Record.objects.count() == 1


def test_a_record_like_script_is_shown_as_text(editor, domain, zone):
    form = {"name": "x", "value": "<script>alert(1)</script>", "ttl": 300}
    editor.post(url("dns_record_new", domain, type="TXT"), form)
    page = text(editor.get(url("dns", domain)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_staff_see_what_differs_and_mend_it_with_a_reason(client_of, staff_user, zone):
    SandboxZone.objects.update(rrsets=[], serial=1)
    tomorrow = NOW + timedelta(days=1)
    worker.settle(tomorrow)
    staff = english(client_of(staff_user))
    page = text(staff.get(reverse("admin:domains_zone_change", args=[zone.pk])))
    assert "www 300 A 192.0.2.10" in page
    with clock.frozen(tomorrow):
        verb = reverse("admin:domains_zone_verb", args=[zone.pk, "push_again"])
        staff.post(verb, {"reason": "restored from a backup"})
        worker.settle(tomorrow)
    assert Zone.objects.get(pk=zone.pk).state == "live"
    assert len(SandboxZone.objects.get().rrsets) == 3


def test_an_outage_of_the_sandbox_is_lived_through(zone):
    with faults.injected(faults.FaultPlan(scripted=[faults.Fault(faults.Kind.TIMEOUT, "dns_put")])):
        draft.fill(zone, names.act(NOW), entries=[WWW._replace(content="192.0.2.12")])
        lifecycle.publish(zone, names.act(NOW))
        worker.settle(NOW)
        assert Zone.objects.get(pk=zone.pk).state == "pushing"
        worker.settle(NOW + timedelta(hours=1))
    assert Zone.objects.get(pk=zone.pk).state == "live"


def test_by_hand_staff_get_the_zone_file_and_their_word_counts(client_of, staff_user, domain, settings):
    settings.DNS_ADAPTER = "manual"
    zone = lifecycle.prepare(domain, names.act(NOW))
    draft.fill(zone, names.act(NOW), entries=[WWW])
    lifecycle.switch_on(zone, names.act(NOW))
    worker.settle(NOW)
    work = ManualZoneWork.objects.get()
    staff = english(client_of(staff_user))
    page = text(staff.get(reverse("admin:domains_manualzonework_change", args=[work.pk])))
    assert "www 300 IN A 192.0.2.10" in page
    staff.post(reverse("admin:domains_manualzonework_answer", args=[work.pk]), {"refused": ""})
    worker.settle(NOW + timedelta(hours=2))
    assert Zone.objects.get(pk=zone.pk).state == "live"
    lifecycle.push_again(Zone.objects.get(pk=zone.pk), names.act(NOW))
    worker.settle(NOW + timedelta(hours=2))
    manual.answer(ManualZoneWork.objects.get(answered_at=None), names.act(NOW), refused="the disk is full")
    worker.settle(NOW + timedelta(hours=4))
    zone = Zone.objects.get(pk=zone.pk)
    assert (zone.state, zone.call_error) == ("failed", "by_hand the disk is full")


def test_a_parked_name_shows_our_page_and_gets_its_records_and_servers_back(domain):
    amend(domain, names.act(NOW), "test", "", nameservers=OTHERS)
    park(domain, names.act(NOW))
    park(domain, names.act(NOW))
    worker.settle(NOW)
    zone = Zone.objects.get(domain=domain)
    assert (zone.state, zone.version) == ("live", 1)
    domain.refresh_from_db()
    assert domain.nameservers[0]["name"] == "ns1.atlas-nuage.example"
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.publish(zone, names.act(NOW))
    unpark(domain, names.act(NOW))
    worker.settle(NOW)
    domain.refresh_from_db()
    assert (domain.nameservers, Zone.objects.get(domain=domain).state) == (OTHERS, "leaving")


def test_a_parked_name_whose_dns_we_run_gets_its_own_version_back(domain, zone):
    worker.settle(NOW)
    domain.refresh_from_db()
    park(domain, names.act(NOW))
    worker.settle(NOW)
    assert ["argan.com.", "A"] in [s[:2] for s in SandboxZone.objects.get().rrsets]
    unpark(domain, names.act(NOW))
    worker.settle(NOW)
    zone = Zone.objects.get(pk=zone.pk)
    assert (zone.state, zone.published(), zone.parked) == ("live", [WWW], {})


def test_the_zone_of_an_ended_name_is_removed_after_a_delay(domain, zone):
    Domain.objects.filter(pk=domain.pk).update(state="deleted", next_action_at=None)
    worker.settle(NOW + timedelta(days=1))
    assert Zone.objects.get(pk=zone.pk).state == "leaving"
    worker.settle(NOW + timedelta(days=8))
    assert Zone.objects.get(pk=zone.pk).state == "off"
    assert not SandboxZone.objects.exists()


def test_the_zone_of_a_new_holder_replaces_that_of_the_ended_name(domain, zone, other_customer):
    Domain.objects.filter(pk=domain.pk).update(state="deleted", next_action_at=None)
    lifecycle.name_ended(Domain.objects.get(pk=domain.pk), names.act(NOW))
    mine = Domain.objects.get(pk=domain.pk)
    mine.pk, mine.public_id, mine.customer, mine.state = None, "dom_new", other_customer, "registered"
    mine.save()
    new = lifecycle.prepare(mine, names.act(NOW))
    lifecycle.switch_on(new, names.act(NOW))
    worker.settle(NOW)
    assert SandboxZone.objects.get().reference == new.public_id
    worker.settle(NOW + timedelta(days=8))
    assert SandboxZone.objects.get().reference == new.public_id
