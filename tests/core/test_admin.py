"""The back office: queues first, facts read-only, verbs with reason and permission, the proof beside them."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse

from core import clock
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.models import Attention, EvidenceRecord
from domains.models import Domain
from tests import names
from tests.cast import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
BY_TELEPHONE = {"reason": "asked by telephone", "channel": "phone", "given_on": "2026-11-20"}


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def domain(customer) -> Domain:
    return names.registered("atlas.com", date(2026, 12, 20), customer)


@pytest.fixture
def office(client_of, staff_user):
    client = client_of(staff_user)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def reader(client_of):
    """May look at names and nothing else."""
    user = person("support@portal.example", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_domain"))
    client = client_of(user)
    client.cookies["language"] = "en"
    return client


def page(domain: Domain) -> str:
    return reverse("admin:domains_domain_change", args=[domain.pk])


def verb(domain: Domain, name: str) -> str:
    return reverse("admin:domains_domain_verb", args=[domain.pk, name])


def test_a_verb_without_a_reason_is_not_performed(office, domain):
    answer = office.post(verb(domain, "open_hold"), {"kind": "court", "reason": "  "})
    assert answer.status_code == 200
    assert "reason" in answer.context["form"].errors
    assert not domain.holds.exists()


def test_a_verb_with_its_reason_is_performed_and_proved(office, domain, staff_user):
    """DN-A1-2: a mitigating circumstance, recorded with who, why and when."""
    assert office.get(verb(domain, "open_hold")).status_code == 200
    assert office.post(verb(domain, "open_hold"), {"kind": "court", "reason": "order 12/2026"}).url == page(
        domain
    )
    hold = domain.holds.get()
    assert (hold.kind, hold.detail, hold.opened_by) == ("court", "order 12/2026", staff_user.public_id)
    proof = EvidenceRecord.objects.get(about=domain.public_id, what="open_hold")
    assert (proof.actor, proof.reason, proof.at) == (staff_user.public_id, "order 12/2026", NOW)


def test_who_may_only_look_sees_no_verb_and_performs_none(reader, domain):
    seen = reader.get(page(domain))
    assert seen.status_code == 200
    assert seen.context["verbs"] == []
    answer = reader.post(verb(domain, "open_hold"), {"kind": "court", "reason": "I say so"})
    assert answer.url == page(domain)
    assert not domain.holds.exists()


def test_customers_and_visitors_do_not_come_in(client_of, owner, domain):
    assert client_of(owner).get(page(domain)).status_code in (302, 403)
    assert client_of(None).get(page(domain)).status_code == 302
    assert client_of(owner).post(verb(domain, "open_hold"), {"kind": "court", "reason": "x"}).status_code in (
        302,
        403,
    )
    assert not domain.holds.exists()


def test_only_the_verbs_that_are_possible_now_are_offered(office, domain):
    offered = {v["name"] for v in office.get(page(domain)).context["verbs"]}
    assert {"open_hold", "let_expire"} <= offered
    Domain.objects.filter(pk=domain.pk).update(state="deleted")
    assert office.get(page(domain)).context["verbs"] == []
    office.post(verb(domain, "let_expire"), {"reason": "x"})
    domain.refresh_from_db()
    assert domain.letting_expire is False


def test_facts_are_read_only_and_nothing_is_added_or_deleted(office, domain):
    office.post(page(domain), {"state": "deleted", "name": "other.com"})
    domain.refresh_from_db()
    assert (domain.state, domain.name) == ("registered", "atlas.com")
    assert office.get(reverse("admin:domains_domain_add")).status_code == 403
    assert (
        office.post(reverse("admin:domains_domain_delete", args=[domain.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_the_page_shows_the_proof_and_warns_when_it_was_tampered_with(office, domain):
    office.post(verb(domain, "let_expire"), BY_TELEPHONE)
    seen = office.get(page(domain))
    assert "asked by telephone" in seen.content.decode()
    assert seen.context["broken"] == []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_evidencerecord SET reason = 'forged' WHERE about = %s", [domain.public_id]
        )
    assert office.get(page(domain)).context["broken"] == [1, 2]


def test_a_verb_closes_the_work_items_about_its_thing(office, domain):
    raise_attention("blocked", "k1", domain.public_id, "atlas.com: look", act=Act(NOW))
    raise_attention("blocked", "k2", "dom_other", "other.com: look", act=Act(NOW))
    office.post(verb(domain, "let_expire"), BY_TELEPHONE)
    assert set(Attention.objects.filter(closed_at=None).values_list("about", flat=True)) == {"dom_other"}


def test_raising_the_same_matter_twice_is_one_work_item(db):
    for _twice in range(2):
        raise_attention("late", "same", "dom_1", "late", act=Act(NOW))
    assert Attention.objects.count() == 1
    assert close_attention(Act(NOW), about="dom_1") == 1
    assert close_attention(Act(NOW), about="dom_1") == 0


def test_the_first_page_shows_the_queues_with_their_counts(office, domain):
    raise_attention("blocked", "k1", domain.public_id, "atlas.com: look", act=Act(NOW))
    queues = {str(q["title"]): q for q in office.get(reverse("admin:index")).context["queues"]}
    assert queues["À traiter par une personne"]["count"] == 1
    assert queues["Noms en période de grâce"]["count"] == 0
    for queue in queues.values():
        assert office.get(queue["url"]).status_code == 200, queue["title"]


def test_a_list_is_headed_by_what_it_lists(office, domain):
    shown = office.get(reverse("admin:domains_domain_changelist")).content.decode()
    assert "<h1>Domain names</h1>" in shown
    assert "<title>Domain names |" in shown


def test_the_proof_names_who_acted_and_a_thing_not_yet_there_has_none(office, domain, staff_user):
    office.post(verb(domain, "open_hold"), {"kind": "court", "reason": "order 12/2026"})
    shown = office.get(page(domain)).content.decode()
    proof = shown.partition("<h2>Evidence</h2>")[2].partition("</fieldset>")[0]
    assert f"<bdi>{staff_user.name}</bdi>" in proof
    assert staff_user.public_id not in proof
    assert "<h2>Evidence</h2>" not in office.get(reverse("admin:support_advice_add")).content.decode()
