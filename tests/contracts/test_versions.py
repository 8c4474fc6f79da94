"""A new version: drafted, compared, refused with its clause, published, told to everybody concerned (DN-15.1, C-22)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Customer
from contracts import announcing, comparing, publishing, register
from contracts.acceptances import accept
from contracts.models import Acceptance, Announcement, Document, DocumentVersion, VersionNotice
from core import clock, numbers, worker
from core.acts import Act
from core.evidence import EvidenceRecord, broken_links
from core.transitions import NotAllowed
from domains.terms import GTLD
from notifications.models import Email
from tests import names
from tests.cast import join

from .drafts import drafted, edited

pytestmark = pytest.mark.django_db
STAFF = "usr_staff"
IN_TIME = date(2026, 12, 22)  # thirty days after NOW


@pytest.fixture
def act(now):
    return Act(now, STAFF)


@pytest.fixture
def dn(published):
    return Document.objects.get(code="dn")


def agreed(customer, owner, code: str, now, about: str) -> None:
    """The customer accepted the document in force with an order."""
    version = DocumentVersion.objects.get(document__code=code, label="1.0")
    accept(customer, owner, [version], about, now, "", "", accepted_ids={version.public_id})


@pytest.fixture
def holder(customer, owner, dn, now):
    """A customer with a running name, who accepted the special terms."""
    agreed(customer, owner, "dn", now, "ord_1")
    customer.billing_email = "compta@atlas-conseil.example"
    customer.save()
    join(owner, customer)
    names.registered("argan.com", date(2027, 5, 1), customer)
    return customer


def draft(dn, act, **facts):
    return edited(dn, "2.0", facts.pop("on", IN_TIME), act, {}, **facts)


def add_words(version) -> None:
    """An introduction that says a little more, in the three languages."""
    for language, more in (("fr", "Précision."), ("en", "More."), ("ar", "توضيح.")):
        setattr(version, f"text_{language}", f"{more}\n\n{getattr(version, f'text_{language}')}")
    version.save()


@pytest.fixture
def version(dn, act):
    found = draft(dn, act)
    add_words(found)
    return found


def test_a_draft_begins_with_the_words_in_force_and_names_their_numbers(dn, act):
    found = draft(dn, act)
    assert "{GTLD.grace+}" in found.text_fr
    assert comparing.compare(dn.versions.get(label="1.0").text_fr, numbers.written(found.text_fr, "fr")) == []


def test_a_difference_is_told_clause_by_clause_and_word_by_word():
    old = "Intro.\n\n## A\n\n- DN-5.2 Il y a 36 jours.\n- DN-5.3 Reste.\n"
    new = "Intro.\n\n## A\n\n- DN-5.2 Il y a 40 jours.\n- DN-5.4 Neuf.\n"
    found = comparing.compare(old, new)
    assert [(d.kind, d.clause) for d in found] == [
        ("changed", "DN-5.2"),
        ("removed", "DN-5.3"),
        ("added", "DN-5.4"),
    ]
    assert [(p.kind, p.words) for p in found[0].pieces if p.kind != "same"] == [("gone", "36"), ("new", "40")]


# --- refused, with the clause and the way out ---------------------------------------------------------------
def refused(version, act) -> NotAllowed:
    with override("en"), pytest.raises(NotAllowed) as refusal:
        publishing.publish(version, act)
    version.refresh_from_db()
    assert not version.published_at
    return refusal.value


@pytest.mark.parametrize(
    ("effective_on", "clause", "way_out"),
    [
        (date(2026, 11, 21), "DN-15.1", "choose 22 December 2026 or later"),
        (date(2026, 12, 21), "C-22", "Choose 22 December 2026 or later"),
    ],
)
def test_a_day_in_the_past_or_too_near_is_refused(version, act, effective_on, clause, way_out):
    version.effective_on = effective_on
    version.save()
    refusal = refused(version, act)
    assert refusal.clause == clause
    assert way_out in refusal.message


def test_what_a_regulator_dictates_may_apply_at_once_when_the_decision_is_named(version, act):
    """DN-15.3."""
    version.effective_on, version.dictated = act.today, True
    version.save()
    assert refused(version, act).clause == "DN-15.3"
    version.source = "ANRT/DG/N°1/26"
    version.save()
    assert publishing.publish(version, act).published_at


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_text_without_all_three_languages_is_refused(version, act, language):
    setattr(version, f"text_{language}", " ")
    version.save()
    refusal = refused(version, act)
    assert refusal.clause == "C-32"
    assert language in refusal.message


def test_a_clause_that_one_language_lacks_is_refused(version, act):
    version.text_ar = "\n".join(line for line in version.text_ar.splitlines() if "DN-5.2 " not in line)
    version.save()
    refusal = refused(version, act)
    assert refusal.clause == "C-32"
    assert "DN-5.2" in refusal.message


def test_a_number_that_the_portal_does_not_keep_is_refused(version, act):
    version.text_fr = version.text_fr.replace("{GTLD.grace+}", "20")
    version.save()
    refusal = refused(version, act)
    assert refusal.clause == "DN-5.2"
    assert "must say 36" in refusal.message
    assert "{GTLD.grace+}" in refusal.message


@pytest.fixture
def shorter_grace(monkeypatch):
    def shorten():
        monkeypatch.setitem(numbers._tables, "GTLD", replace(GTLD, grace=timedelta(days=30)))
        register._entries.cache_clear()

    yield shorten
    monkeypatch.undo()
    register._entries.cache_clear()


def test_a_shorter_promise_for_running_terms_is_refused_unless_a_regulator_dictates_it(
    holder, version, act, shorter_grace
):
    """C-22: running terms keep what they were promised; DN-15.3: a regulator may decide otherwise."""
    shorter_grace()
    refusal = refused(version, act)
    assert refusal.clause == "C-22"
    assert "GTLD.grace: 36 → 30" in refusal.message
    version.dictated, version.source = True, "ICANN, 2026"
    version.save()
    assert publishing.publish(version, act).numbers["{GTLD.grace+}"] == [30, "+"]


def test_a_promise_left_out_is_a_promise_shortened(holder, version, act):
    for language in ("fr", "en", "ar"):
        lines = getattr(version, f"text_{language}").splitlines()
        setattr(
            version, f"text_{language}", "\n".join(line for line in lines if not line.startswith("- DN-5.2 "))
        )
    version.save()
    assert "GTLD.grace: 36 → –" in refused(version, act).message


# --- told -----------------------------------------------------------------------------------------------------
def test_everybody_concerned_is_told_once_by_mail_and_nobody_else(holder, version, act, now):
    """SSL-2.1, SRV-2.1, DN-15.1: accepted it and has something running."""
    idle = Customer.objects.create(
        name="Sans service", city="Fès", created_at=now, billing_email="x@idle.example"
    )
    agreed(idle, version_user(idle), "dn", now, "ord_2")
    apart = Customer.objects.create(name="Autre", city="Fès", created_at=now, billing_email="x@apart.example")
    names.registered("apart.com", date(2027, 5, 1), apart)
    publishing.publish(version, act)
    worker.settle(now)
    worker.settle(now)
    mail = Email.objects.get(kind="contracts.new_version")
    assert (mail.to, mail.clause) == ("compta@atlas-conseil.example", "C-22")
    assert "22" in mail.subject
    assert VersionNotice.objects.get().customer == holder
    announcement = Announcement.objects.get()
    assert (announcement.told, announcement.done_at) == (1, now)


def version_user(customer):
    from accounts.models import User

    return User.objects.create_user(f"u{customer.pk}@example.ma")


def test_a_round_that_was_cut_short_goes_on_where_it_stopped(holder, owner, version, act, now, monkeypatch):
    monkeypatch.setattr(announcing, "VERSIONS", replace(announcing.VERSIONS, batch=1))
    second = Customer.objects.create(
        name="Deux", city="Fès", created_at=now, billing_email="deux@two.example"
    )
    agreed(second, owner, "dn", now, "ord_2")
    names.registered("two.com", date(2027, 5, 1), second)
    publishing.publish(version, act)
    assert announcing.pull(Act(now)) == 1
    assert Email.objects.filter(kind="contracts.new_version").count() == 1
    worker.settle(now)
    assert Email.objects.filter(kind="contracts.new_version").count() == 2


def test_the_banner_stands_until_somebody_has_read_it(holder, owner, version, act, now, client):
    cache.clear()
    publishing.publish(version, act)
    worker.settle(now)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    notice = VersionNotice.objects.get()
    with clock.frozen(now):
        assert notice.get_absolute_url() in client.get(reverse("contracts:documents")).content.decode()
        page = client.get(notice.get_absolute_url()).content.decode()
        assert "<ins>Précision.</ins>" in page
        client.post(reverse("contracts:news_read", args=[notice.public_id]))
        assert notice.get_absolute_url() not in client.get(reverse("contracts:documents")).content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.read_by) == ("read", owner.public_id)


def test_a_version_is_accepted_by_a_click_with_all_its_proof(holder, owner, version, act, now, client):
    """SSL-2.2: explicit acceptance pins the version and its hash."""
    publishing.publish(version, act)
    worker.settle(now)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    notice = VersionNotice.objects.get()
    with clock.frozen(now):
        client.post(
            reverse("contracts:news_accept", args=[notice.public_id]), headers={"User-Agent": "Browser 7"}
        )
    row = Acceptance.objects.get(about=notice.public_id)
    assert (row.user, row.user_agent, row.sha256) == (owner, "Browser 7", row.version.digest())
    notice.refresh_from_db()
    assert notice.state == "accepted"
    assert notice.next_action_at is None
    assert not broken_links(notice.public_id)


@pytest.mark.parametrize(("code", "clause"), [("dn", "DN-15.1"), ("ssl", "SSL-2.2"), ("srv", "SRV-2.2")])
def test_use_after_the_day_of_effect_accepts(holder, owner, act, now, code, clause):
    """SSL-2.2, SRV-2.2: tacit acceptance is recorded on that day, not before."""
    if code != "dn":
        agreed(holder, owner, code, now, "ord_3")
    found = edited(Document.objects.get(code=code), "2.0", IN_TIME, act, {})
    publishing.publish(found, act)
    worker.settle(now)
    notice = VersionNotice.objects.get()
    assert notice.next_action_at == clock.opening(IN_TIME)
    worker.settle(clock.opening(IN_TIME) - timedelta(minutes=1))
    notice.refresh_from_db()
    assert notice.state == "told"
    worker.settle(clock.opening(IN_TIME))
    notice.refresh_from_db()
    assert (notice.state, notice.accepted_at) == ("tacit", clock.opening(IN_TIME))
    assert EvidenceRecord.objects.get(about=notice.public_id, what="take_as_accepted").clause == clause


def test_what_is_dictated_today_is_taken_as_accepted_tomorrow_at_the_earliest(holder, version, act, now):
    version.effective_on, version.dictated, version.source = act.today, True, "ANRT"
    version.save()
    publishing.publish(version, act)
    worker.settle(now)
    assert VersionNotice.objects.get().next_action_at == clock.opening(act.today + timedelta(days=1))
    assert Email.objects.get(kind="contracts.new_version").clause == "DN-15.3"


# --- in the back office -----------------------------------------------------------------------------------------
def test_staff_draft_look_at_the_difference_and_publish(holder, dn, staff, client, now):
    client.force_login(staff)
    with clock.frozen(now):
        begin = reverse("admin:contracts_document_draft", args=[dn.pk])
        assert client.get(begin).status_code == 200
        client.post(begin, {"label": "2.0", "effective_on": "2026-12-01"})
        found = DocumentVersion.objects.get(label="2.0", document=dn)
        add_words(found)
        preview = reverse("admin:contracts_documentversion_preview", args=[found.pk])
        page = client.get(preview).content.decode()
        assert "<ins>Précision.</ins>" in page
        assert "<ins>توضيح.</ins>" in page
        assert reverse("contracts:clause", args=["C-22"]) in page
        client.post(preview, {"reason": "annual review"})
        found.refresh_from_db()
        assert not found.published_at
        DocumentVersion.objects.filter(pk=found.pk).update(effective_on=IN_TIME)
        client.post(preview, {"reason": "annual review"})
        found.refresh_from_db()
        assert found.published_at == now
        assert client.get(preview).status_code == 200
    proof = EvidenceRecord.objects.get(about=found.public_id, what="published")
    assert (proof.actor, proof.reason) == (staff.public_id, "annual review")


def test_only_those_who_may_write_drafts_publish(version, client):
    from tests.cast import person

    clerk = person("clerk@portal.example", is_staff=True)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    preview = reverse("admin:contracts_documentversion_preview", args=[version.pk])
    assert client.post(preview, {"reason": "x"}).status_code == 403
    version.refresh_from_db()
    assert not version.published_at


def test_a_short_draft_of_a_reference_may_be_published(published, act):
    """Documents of others (ICANN, ANRT) are references with a version (DN-15.2)."""
    icann = Document.objects.get(code="icann")
    version = DocumentVersion.objects.create(
        document=icann, label="RAA 2027", effective_on=IN_TIME, **drafted("Référence nouvelle (DN-15.2).")
    )
    assert publishing.publish(version, act).sha256 == version.digest()
