"""The law of extensions: staff change a number, and from its day on the page, the life line and the worker follow."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from billing.models import Product
from contracts.publishing import publish_documents
from core import clock, evidence, worker
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from domains import catalogue, timeline
from domains.extensions import lifecycle, wording
from domains.models import Domain, Extension, ExtensionRevision, ReservedTerm
from domains.search import asking
from tests import names

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = clock.at_local(TODAY, 10)
NEXT_MONTH = date(2026, 12, 22)
ACT = Act(NOW, "usr_staff")


@pytest.fixture(autouse=True)
def shop():
    cache.clear()
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        yield


@pytest.fixture
def com() -> Extension:
    return Extension.objects.get(code="com")


@pytest.fixture
def desk(client_of, staff_user):
    client = client_of(staff_user)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def visitor(client_of):
    client = client_of(None)
    client.cookies["language"] = "en"
    return client


def sent(extension: Extension, **changes) -> dict[str, str | list[str]]:
    """The admin form as the browser sends it back, with some fields changed."""
    kept = {
        "enabled": "on" if extension.enabled else "", "restricted": "on" if extension.restricted else "",
        "description_fr": extension.description_fr, "description_en": extension.description_en,
        "description_ar": extension.description_ar, "rank": str(extension.rank), "note": extension.note,
        "idn": extension.idn, "min_length": str(extension.min_length), "max_length": str(extension.max_length),
        "scopes": extension.scopes, "required_contacts": extension.required_contacts,
        "years_min": str(extension.years_min), "years_max": str(extension.years_max),
        "total_years": str(extension.total_years), "lock_days": str(extension.lock_days),
        "auth_code": extension.auth_code, "redeem_includes_year": "on",
        "new_source": "Registry circular 12", "new_effective_on": NEXT_MONTH.isoformat(),
        "revisions-TOTAL_FORMS": "0", "revisions-INITIAL_FORMS": "0",
    }  # fmt: skip
    return {name: value for name, value in (kept | changes).items() if value != ""}


def save(desk, extension: Extension, **changes) -> str:
    """What the back office answers to a saved form, its redirection followed."""
    url = reverse("admin:domains_extension_change", args=[extension.pk])
    return desk.post(url, sent(extension, **changes), follow=True).content.decode()


def page_of(client, code: str) -> str:
    page = client.get(reverse("domains:extension", args=[code])).content.decode()
    return " ".join(page.replace("\u202f", " ").replace("\xa0", " ").split())


def graced(code: str = "com") -> date:
    """The last day of the grace on the example's life line."""
    extension = Extension.objects.get(code=code)
    name = timeline.example(extension, TODAY)
    return next(p.last for p in timeline.phases(name, name.terms) if p.state == "grace")


# --- staff change a number, everybody follows from its day ------------------------------------------------


def test_a_change_of_next_month_is_announced_and_changes_nothing_before_its_day(desk, visitor, com):
    page = save(desk, com, grace_days="40")
    assert "Planned for 2026-12-22" in page
    com.refresh_from_db()
    assert (com.grace_days, graced()) == (None, TODAY + clock.days(30 + 36))
    public = page_of(visitor, "com")
    assert "22 December 2026</time> the rules change" in public
    assert "Days of grace: 36 today, then 40" in public
    assert "Registry circular 12" in public


def test_from_its_day_on_the_page_the_life_line_and_the_worker_follow(desk, visitor, com):
    domain = names.registered("argan.com", TODAY, names.a_customer())
    save(desk, com, grace_days="40")
    names.live_through(clock.opening(NEXT_MONTH))
    com.refresh_from_db()
    assert (com.grace_days, com.effective_on, com.source) == (40, NEXT_MONTH, "Registry circular 12")
    assert graced() == TODAY + clock.days(30 + 40)
    assert "the rules change" not in page_of(visitor, "com")
    names.live_through(clock.at_local(TODAY + clock.days(37), 12))
    assert Domain.objects.get(pk=domain.pk).state == "grace", (
        "the worker woke at the old end and went back to sleep"
    )
    names.live_through(clock.at_local(TODAY + clock.days(41), 12))
    assert Domain.objects.get(pk=domain.pk).redemption_on == TODAY + clock.days(41)


def test_a_change_of_today_holds_at_once_and_its_proof_shows_old_and_new(desk, com):
    save(desk, com, lock_days="30", new_effective_on=TODAY.isoformat())
    com.refresh_from_db()
    revision = com.revisions.get()
    assert (com.lock_days, revision.state, revision.was) == (30, "applied", {"lock_days": 60})
    proof = EvidenceRecord.objects.get(about=revision.public_id, what="extension_changed")
    assert (proof.data["lock_days"], proof.data["extension"], proof.clause) == ([60, 30], "com", "DN-15.2")
    assert not evidence.broken_links(revision.public_id)


def test_a_contact_that_the_registry_demands_cannot_be_left_out(desk, com, settings):
    """An EPP registry would refuse every registration (DN-7.3.1)."""
    entry = {
        "adapter": "epp",
        "extensions": ["com"],
        "host": "localhost",
        "clid": "atlas",
        "password": "s3cret-pass",
    }
    settings.REGISTRIES = {"verisign": entry}
    page = save(desk, com, required_contacts=["holder"])
    assert "registers nothing without: Administrative contact, Technical contact" in page
    settings.REGISTRIES = {"verisign": {**entry, "roles": ["registrant"]}}
    assert "Planned for 2026-12-22" in save(desk, com, required_contacts=["holder"])


def test_the_history_is_kept_and_planned_changes_come_first(desk, com):
    save(desk, com, lock_days="50", new_effective_on="2026-11-01", new_source="First circular")
    com.refresh_from_db()
    save(desk, com, lock_days="40", new_source="Second circular")
    page = desk.get(reverse("admin:domains_extension_change", args=[com.pk])).content.decode()
    assert page.index("Second circular") < page.index("2026-11-01") or "60 → <strong>50</strong>" in page
    assert "50 → <strong>40</strong>" in page
    assert "60 → <strong>50</strong>" in page


def test_a_withdrawn_change_never_comes(desk, com):
    revision = lifecycle.plan(com, {"grace_days": 40}, "Circular", NEXT_MONTH, ACT)
    url = reverse("admin:domains_extensionrevision_verb", args=[revision.pk, "withdraw"])
    desk.post(url, {"reason": "the registry took it back"})
    worker.settle(clock.opening(NEXT_MONTH))
    com.refresh_from_db()
    assert (com.grace_days, com.revisions.get().state) == (None, "withdrawn")


# --- what running names were promised -----------------------------------------------------------------------


def test_a_number_harsher_than_the_contract_is_refused_with_its_clause_and_the_way_out(desk, com):
    page = save(desk, com, grace_days="20", dictated="on")
    assert "never harsher (DN-5.2, DN-5.3)" in page
    assert "shorter at the registry" in page
    assert not ExtensionRevision.objects.exists()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [({"grace_days": 45}, {"grace_days": "40"}), ({"grace_days": 45}, {"grace_days": ""}),
     ({"pending_delete_days": 5}, {"pending_delete_days": "3"}), ({"lock_days": 30}, {"lock_days": "60"}),
     ({}, {"total_years": "5", "years_max": "5"}), ({}, {"auth_code": "by_hand"}), ({}, {"redeem_includes_year": ""})],
)  # fmt: skip
def test_what_running_names_were_promised_is_taken_away_only_where_it_is_dictated(desk, com, was, becomes):
    Extension.objects.filter(pk=com.pk).update(**was)
    com.refresh_from_db()
    kept = {f: str(v) for f, v in was.items()}
    page = save(desk, com, **(kept | becomes))
    assert "would give running names less than they were promised (DN-15.3)" in page
    assert not ExtensionRevision.objects.exists()
    save(desk, com, **(kept | becomes), dictated="on")
    assert ExtensionRevision.objects.get().dictated


def test_a_later_plan_is_compared_with_what_is_planned_before_it(com):
    lifecycle.plan(com, {"grace_days": 60}, "Kinder", date(2026, 12, 1), ACT)
    with pytest.raises(NotAllowed, match=r"DN-15\.3"):
        lifecycle.plan(com, {"grace_days": 45}, "Less kind", NEXT_MONTH, ACT)


def test_a_plan_that_has_become_harsher_meanwhile_waits_for_staff(com):
    lifecycle.plan(com, {"grace_days": 45}, "Kind", NEXT_MONTH, ACT)
    lifecycle.plan(com, {"grace_days": 60}, "Kinder", TODAY, ACT)
    worker.settle(clock.opening(NEXT_MONTH))
    com.refresh_from_db()
    assert com.grace_days == 60
    assert "DN-15.3" in Attention.objects.get(queue="set_aside").detail


def test_a_dictated_shorter_grace_dates_the_running_names_anew_with_proof(com, monkeypatch):
    monkeypatch.setattr(lifecycle, "TOGETHER", 2)
    Extension.objects.filter(pk=com.pk).update(grace_days=50)
    mine = [names.registered(f"name{n}.com", TODAY - clock.days(40), names.a_customer()) for n in range(5)]
    names.live_through(NOW)
    assert {d.state for d in Domain.objects.all()} == {"grace"}
    com.refresh_from_db()
    lifecycle.plan(com, {"grace_days": 45}, "Registry policy 7", TODAY, ACT, dictated=True)
    worker.settle(NOW)
    deletion = clock.opening(TODAY - clock.days(40) + clock.days(46))
    assert all(Domain.objects.get(pk=d.pk).next_action_at <= deletion for d in mine)
    proofs = EvidenceRecord.objects.filter(what="dated_anew", clause="DN-15.3")
    assert {p.about for p in proofs} == {d.public_id for d in mine}
    assert "grace_days 50 → 45" in proofs[0].reason
    worker.settle(NOW)
    assert proofs.count() == 5


def test_the_days_of_ma_names_are_not_set_by_staff(desk):
    ma = Extension.objects.get(code="ma")
    page = save(desk, ma, requires_local_admin="on", requires_identity="on", reserved="on", grace_days="40")
    assert "(DN-5.5)" in page
    assert not ExtensionRevision.objects.exists()


def test_a_new_extension_is_sold_from_its_day_on_with_prices_to_enter(desk):
    fresh = Extension(code="blog", family="gtld", scopes=["domain", "domain.gtld"], rank=50)
    fresh.description_fr = fresh.description_en = fresh.description_ar = "Blog"
    data = sent(fresh, code="blog", family="gtld")
    desk.post(reverse("admin:domains_extension_add"), data)
    blog = Extension.objects.get(code="blog")
    assert not blog.enabled
    worker.settle(clock.opening(NEXT_MONTH))
    blog.refresh_from_db()
    assert blog.enabled
    product = Product.objects.get(code="domain.blog")
    page = desk.get(reverse("admin:domains_extension_change", args=[blog.pk])).content.decode()
    assert reverse("admin:billing_product_change", args=[product.pk]) in page


def test_nobody_deletes_an_extension(desk, com):
    assert desk.get(reverse("admin:domains_extension_delete", args=[com.pk])).status_code == 403


# --- reserved terms -------------------------------------------------------------------------------------------


def state_of(name: str, at=NOW) -> str:
    return next(r.state for r in asking.asked(name, at).all() if r.name == name)


def test_a_term_that_staff_enter_is_reviewed_at_once_and_one_of_tomorrow_tomorrow(desk):
    assert state_of("zitouna.ma") == "free"
    add = reverse("admin:domains_reservedterm_add")
    facts = {"match": "exact", "kind": "reserved", "family": "ma", "source": "ANRT letter", "extension": ""}
    desk.post(add, facts | {"term": "Zitoûna", "effective_on": TODAY.isoformat()})
    desk.post(add, facts | {"term": "argana", "effective_on": "2026-11-23"})
    assert ReservedTerm.objects.get(source="ANRT letter", effective_on=TODAY).term == "zitouna"
    assert (state_of("zitouna.ma"), state_of("zitouna.com")) == ("review", "free")
    assert state_of("argana.ma") == "free"
    assert state_of("argana.ma", clock.opening(date(2026, 11, 23))) == "review"


def test_a_term_can_concern_one_extension_only():
    africa = Extension.objects.get(code="africa")
    ReservedTerm.objects.create(term="zitouna", match="contains", kind="sensitive", extension=africa,
                                source="test", effective_on=TODAY)  # fmt: skip
    cache.clear()
    assert (state_of("lazitouna.africa"), state_of("lazitouna.com")) == ("review", "free")


def test_the_lists_are_read_once_and_not_for_each_extension(django_assert_num_queries):
    asking.asked("zitouna", NOW)
    with django_assert_num_queries(2):  # extensions, prices
        asking.asked("argana", NOW)


# --- the public page ------------------------------------------------------------------------------------------


def test_the_page_of_an_extension_holds_every_term_of_expiry_and_recovery(visitor):
    """ERRP 4.1: renewal, post-expiry renewal and redemption prices, before tax and with it; DN-5: the days."""
    publish_documents(clock.at_local(date(2026, 1, 1)))
    page = page_of(visitor, "com")
    for words in ("129.00", "154.80", "149.00", "178.80", "179.00", "214.80", "1,999.00", "2,398.80"):
        assert words in page, words
    for words in (
        "22 December 2026",
        "27 December 2026",
        "28 January 2027",
        "27 February 2027",
        "4 March 2027",
    ):
        assert words in page, words  # expiry, J+5, redemption, deletion, the end
    assert "Notice by e-mail, 30 days before expiry" in page[page.index("The calendar, day by day") :]
    for words in ("60 days", "shown at once in the customer area", "2 to 63 characters", "Everybody",
                  "Documents to accept", "ICANN ERRP"):  # fmt: skip
        assert words in page, words


def test_the_page_of_a_restricted_ma_zone_says_who_may_register(visitor):
    page = page_of(visitor, "press.ma")
    for words in ("Legal persons only", "must agree first", "established in Morocco", "identity paper",
                  "none: the name may leave at once", "asked from the registry for each name"):  # fmt: skip
        assert words in page, words
    assert "Buy-back" not in page


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_extension_has_its_page_in_each_language(visitor, language):
    visitor.cookies["language"] = language
    for extension in Extension.objects.filter(enabled=True):
        assert visitor.get(extension.get_absolute_url()).status_code == 200


def test_the_list_can_be_narrowed(visitor):
    def codes(sort: str) -> set[str]:
        rows = visitor.get(reverse("domains:extensions"), {"sort": sort}).context["rows"]
        return {extension.code for extension, _tags, _transfer in rows}

    assert codes("restricted") == {"press.ma", "ac.ma", "gov.ma"}
    assert codes("ma") > codes("restricted")
    assert "com" in codes("gtld")
    assert codes("") == codes("ma") | codes("gtld")


def test_every_field_of_an_extension_can_be_told_in_words(com):
    fields = [f.name for f in Extension._meta.concrete_fields if f.name not in {"id", "effective_on"}]
    assert all(wording.value(field, getattr(com, field)) for field in fields)
