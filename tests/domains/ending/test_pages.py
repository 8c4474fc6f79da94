"""The holder's pages about the end of a name, and what staff do with them in the back office."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock, worker
from core.models import Attention
from domains.models import Cancellation, Domain, Hold, LegalDecision, Suspension
from domains.registry import registry_for
from notifications.models import Email
from tests import names
from tests.cast import join, person

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 12, 14), 10)  # J+22: in the grace, out of the DNS
EXPIRY = date(2026, 11, 22)
PDF = b"%PDF-1.7 a receipt"


@pytest.fixture
def atlas(customer):
    return lived("atlas.com", customer)


@pytest.fixture
def maroc(customer):
    return lived("atlas.ma", customer)


def lived(name: str, customer) -> Domain:
    domain = names.registered(name, EXPIRY, customer)
    names.live_through(NOW)
    return now_is(domain)


def now_is(domain: Domain) -> Domain:
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


def staff_do(client, thing, verb: str, **said):
    """A verb's form in the back office."""
    model = thing._meta.model_name
    url = reverse(f"admin:domains_{model}_verb", args=[thing.pk, verb])
    assert client.get(url).status_code == 200, verb
    return client.post(url, {"reason": "checked", **said})


def ask_to_cancel(client, domain: Domain, **said):
    form = {"reason": "not_needed", "understood": "on", "typed": str(domain), **said}
    return client.post(reverse("domains:cancel", args=[domain.public_id]), form)


# --- cancelling -------------------------------------------------------------------------------------------
def test_a_ma_name_is_cancelled_at_its_holders_request_once_staff_have_accepted(
    maroc, owner, staff_user, client_of
):
    """DN-A2-4.1.1, DN-A2-4.1.2: asked for with the name typed, accepted, thirty days of grace."""
    page = client_of(owner).get(reverse("domains:cancel", args=[maroc.public_id]))
    assert b"DN-A2-4.1.3" in page.content
    ask_to_cancel(client_of(owner), maroc)
    request = Cancellation.objects.get()
    assert Email.objects.filter(kind="domains.cancellation_received", about=maroc.public_id).exists()
    staff_do(client_of(staff_user), request, "accept")
    worker.settle(NOW)
    request.refresh_from_db()
    maroc = now_is(maroc)
    assert (maroc.state, maroc.cancelled_on, request.state) == ("cancel_grace", date(2026, 12, 14), "done")
    anew = client_of(owner).get(reverse("domains:anew", args=[maroc.public_id]))
    assert b"C-36" in anew.content
    assert reverse("domains:order").encode() in anew.content


def test_the_name_must_be_typed_and_the_consequences_known(maroc, owner, client_of):
    answer = ask_to_cancel(client_of(owner), maroc, typed="other.ma", understood="")
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"typed", "understood"}
    assert not Cancellation.objects.exists()


def test_a_generic_name_is_deleted_early_without_refund_and_can_still_be_bought_back(
    atlas, owner, staff_user, client_of
):
    """DN-6.2.5, DN-5.3."""
    ask_to_cancel(client_of(owner), atlas)
    staff_do(client_of(staff_user), Cancellation.objects.get(), "accept")
    worker.settle(NOW)
    atlas = now_is(atlas)
    assert (atlas.state, atlas.redemption_on, atlas.ended_by) == (
        "redemption",
        date(2026, 12, 14),
        "customer",
    )


def test_who_has_a_password_signs_in_anew_before_he_cancels(maroc, owner, client_of):
    owner.set_password("Zellige-2026-bleu")
    owner.save()
    answer = ask_to_cancel(client_of(owner), maroc)
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]
    assert not Cancellation.objects.exists()


def test_somebody_without_the_holders_rights_cannot_cancel(maroc, customer, client_of):
    """DN-13.1."""
    operator = person("operator@argan.example")
    join(operator, customer, "operator")
    assert ask_to_cancel(client_of(operator), maroc).status_code == 403


def test_a_cancellation_can_be_withdrawn_until_it_is_accepted_and_refused_with_a_reason(
    maroc, owner, staff_user, client_of
):
    ask_to_cancel(client_of(owner), maroc)
    first = Cancellation.objects.get()
    client_of(owner).post(reverse("domains:cancellation_withdraw", args=[first.public_id]))
    ask_to_cancel(client_of(owner), maroc)
    second = Cancellation.objects.exclude(pk=first.pk).get()
    staff_do(client_of(staff_user), second, "refuse", refusal="not_holder")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, now_is(maroc).state) == ("withdrawn", "refused", "grace")
    assert Email.objects.filter(kind="domains.cancellation_refused").exists()


def test_no_cancellation_is_accepted_against_an_open_hold(maroc, owner, staff_user, client_of):
    """Guard 3 (DN-12.1): a hold opened after the request stops it."""
    ask_to_cancel(client_of(owner), maroc)
    staff_do(client_of(staff_user), maroc, "open_hold", kind="court")
    staff_do(client_of(staff_user), Cancellation.objects.get(), "accept")
    worker.settle(NOW)
    assert (Cancellation.objects.get().state, now_is(maroc).state) == ("asked", "grace")


def test_a_cancellation_that_nobody_handles_is_late_after_a_working_day(maroc, owner, client_of):
    ask_to_cancel(client_of(owner), maroc)
    names.live_through(clock.at_local(date(2026, 12, 17)))
    assert Attention.objects.filter(queue="cancellations", key__endswith=":late").exists()


# --- what protects a name ---------------------------------------------------------------------------------
def claim(client, domain: Domain, kind: str = "payment", content: bytes = PDF):
    form = {"kind": kind, "detail": "I have paid", "proof": SimpleUploadedFile("p.pdf", content)}
    return client.post(reverse("domains:claim", args=[domain.public_id]), form)


def test_a_claimed_circumstance_protects_at_once_and_stays_when_staff_accept_it(
    atlas, owner, staff_user, client_of
):
    """DN-A1-2."""
    claim(client_of(owner), atlas)
    hold = Hold.objects.get()
    assert hold.state == "claimed"
    names.live_through(clock.at_local(date(2027, 1, 2)))
    assert now_is(atlas).state == "grace"
    staff_do(client_of(staff_user), hold, "accept")
    names.live_through(clock.at_local(date(2027, 1, 9)))
    hold.refresh_from_db()
    assert (hold.state, now_is(atlas).state) == ("open", "grace")
    staff_do(client_of(staff_user), hold, "close")
    names.live_through(clock.at_local(date(2027, 1, 10)))
    assert now_is(atlas).state == "redemption"


def test_a_claim_that_is_not_accepted_lets_the_schedule_go_on_and_the_customer_reads_why(
    atlas, owner, staff_user, client_of
):
    claim(client_of(owner), atlas)
    staff_do(client_of(staff_user), Hold.objects.get(), "reject", reason="this receipt is of last year")
    names.live_through(clock.at_local(date(2026, 12, 30)))
    assert now_is(atlas).state == "redemption"
    mail = Email.objects.filter(kind="domains.claim_decided", about=atlas.public_id).first()
    assert "this receipt is of last year" in mail.text


@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script>", b"MZ\x90", b"%PDF-" + b"x" * 5_300_000]
)
def test_a_hostile_proof_is_refused_in_words_and_protects_nothing(atlas, owner, client_of, content):
    answer = claim(client_of(owner), atlas, content=content)
    assert "proof" in answer.context["form"].errors
    assert not Hold.objects.exists()


def test_a_circumstance_is_claimed_once_and_a_name_three_times_a_term(atlas, owner, staff_user, client_of):
    for kind in ("payment", "payment", "billing", "other", "bankruptcy"):
        claim(client_of(owner), atlas, kind)
    assert sorted(Hold.objects.values_list("kind", flat=True)) == ["billing", "other", "payment"]


def test_the_proof_is_shown_to_its_owner_and_to_staff_without_running_anything(
    atlas, owner, staff_user, client_of
):
    claim(client_of(owner), atlas)
    hold = Hold.objects.get()
    mine = client_of(owner).get(reverse("domains:proof", args=[hold.public_id]))
    theirs = client_of(staff_user).get(reverse("admin:domains_hold_paper", args=[hold.pk]))
    for answer in (mine, theirs):
        assert answer.content == PDF
        assert "sandbox" in answer["Content-Security-Policy"]


def test_a_name_under_udrp_is_locked_at_the_registry_and_staff_see_when_it_is_not(
    atlas, staff_user, client_of
):
    """DN-9.5(2), facts B3: within two working days."""
    staff_do(client_of(staff_user), atlas, "open_hold", kind="udrp")
    worker.settle(NOW)
    assert "clientTransferProhibited" in registry_for("com").info("atlas.com", NOW).statuses
    Domain.objects.update(locked=False)
    names.live_through(clock.at_local(date(2026, 12, 18)))
    assert Attention.objects.filter(queue="claims", key__endswith=":unlocked").exists()


# --- suspensions and decisions ----------------------------------------------------------------------------
def test_a_suspension_stops_the_dns_tells_why_keeps_the_name_from_deletion_and_is_lifted(
    customer, owner, staff_user, client_of
):
    """DN-4.1, C-27: usable in any state; its end needs staff."""
    domain = names.registered("argan.com", EXPIRY, customer)
    with clock.frozen(clock.at_local(date(2026, 10, 1), 10)) as _:
        staff_do(client_of(staff_user), domain, "suspend", authority="anrt", grounds="procedure", reference="ANRT 7",
                 detail="The holder’s papers are missing.")  # fmt: skip
        names.live_through(clock.now())
    assert "clientHold" in registry_for("com").info("argan.com", NOW).statuses
    mail = Email.objects.filter(kind="domains.suspended").first()
    assert "The holder’s papers are missing." in mail.text
    names.live_through(clock.at_local(date(2027, 1, 5), 10))
    assert now_is(domain).state == "grace"
    assert Email.objects.filter(about=domain.public_id, key__contains="J+5").exists()
    with clock.frozen(clock.at_local(date(2027, 1, 5), 11)):
        page = client_of(owner).get(domain.get_absolute_url())
        assert b"ANRT 7" in page.content
        staff_do(client_of(staff_user), Suspension.objects.get(), "allow_deletion")
        names.live_through(clock.at_local(date(2027, 1, 5), 16))
        assert now_is(domain).state == "redemption"
        staff_do(client_of(staff_user), Suspension.objects.get(), "lift")
    assert Email.objects.filter(kind="domains.suspension_lifted").exists()


def test_a_renewed_name_that_is_suspended_stays_out_of_the_dns(atlas, staff_user, client_of):
    from tests.domains.calendars import deeds

    staff_do(
        client_of(staff_user), atlas, "suspend", authority="court", grounds="court_order", reference="TC 1"
    )
    names.live_through(clock.at_local(date(2026, 12, 14), 12))
    deeds.renew(now_is(atlas), 23)
    names.live_through(clock.at_local(date(2026, 12, 15), 12))
    assert (now_is(atlas).state, now_is(atlas).on_hold) == ("registered", True)
    staff_do(client_of(staff_user), Suspension.objects.get(), "lift")
    names.live_through(clock.at_local(date(2026, 12, 15), 13))
    assert now_is(atlas).on_hold is False


def enter_decision(client, domain: Domain, **said):
    form = {"authority": "court", "grounds": "court_order", "reference": "TC 2026/88", "effect": "cancel"}
    paper = SimpleUploadedFile("decision.pdf", PDF)
    return staff_do(client, domain, "enter_decision", document=paper, **{**form, **said})


def test_a_courts_decision_is_executed_by_a_second_person_and_told_after_a_gag(
    atlas, owner, staff_user, client_of
):
    """DN-6.1.1, C-29, guard 18."""
    enter_decision(client_of(staff_user), atlas, gag_until="2026-12-20")
    decision = LegalDecision.objects.get()
    staff_do(client_of(staff_user), decision, "execute")
    decision.refresh_from_db()
    assert (decision.state, now_is(atlas).state) == ("entered", "grace")
    second = person("second@portal.example", is_staff=True, is_superuser=True)
    staff_do(client_of(second), decision, "execute")
    worker.settle(NOW)
    decision.refresh_from_db()
    assert (decision.state, now_is(atlas).state, decision.told_at) == ("executed", "redemption", None)
    assert not Email.objects.filter(kind="domains.decision_executed").exists()
    page = client_of(owner).get(atlas.get_absolute_url())
    assert reverse("domains:redeem", args=[atlas.public_id]).encode() not in page.content
    names.live_through(clock.at_local(date(2026, 12, 21), 1))
    assert Email.objects.filter(kind="domains.decision_executed").count() == 2


def test_a_deletion_by_the_registry_is_told_at_once_and_staff_ask_for_a_missing_reason(atlas, maroc):
    """DN-9.2, DN-A2-6(4)."""
    from domains.ending.authority import registry_says_deleted

    act = names.act(NOW)
    assert registry_says_deleted("atlas.ma", act, "anrt", "public order", "ANRT 12/26")
    assert registry_says_deleted("atlas.com", act)
    assert not registry_says_deleted("somebody-elses.com", act)
    told = Email.objects.filter(kind="domains.deleted_by_authority")
    assert {m.clause for m in told} == {"DN-A2-6(4)", "DN-9.2"}
    assert "public order" in told.filter(about=maroc.public_id).first().text
    assert list(Attention.objects.filter(queue="authority").values_list("about", flat=True)) == [
        atlas.public_id
    ]
    assert (now_is(atlas).state, now_is(maroc).ended_by) == ("deleted", "authority")


@pytest.mark.parametrize(
    ("grounds", "clause"),
    [("content", "DN-7.4.3"), ("rules", "DN-11.1(1-4)"), ("contact_data", "DN-9.5(1)"), ("complaints", "DN-9.4(1-3)")],
)  # fmt: skip
def test_our_own_suspensions_have_a_ground_of_the_contract_and_are_told_under_it(
    atlas, staff_user, client_of, grounds, clause
):
    """Guard 18: a reason code each time."""
    refused = staff_do(client_of(staff_user), atlas, "suspend", authority="provider")
    assert "grounds" in refused.context["form"].errors
    staff_do(client_of(staff_user), atlas, "suspend", authority="provider", grounds=grounds)
    assert {mail.clause for mail in Email.objects.filter(kind="domains.suspended")} == {clause}


def test_we_end_a_name_ourselves_only_with_a_ground_and_a_second_person(atlas, staff_user, client_of):
    """Guard 18, DN-11.1(1-4)."""
    enter_decision(
        client_of(staff_user), atlas, authority="provider", grounds="wrong_information", reference=""
    )
    decision = LegalDecision.objects.get()
    staff_do(client_of(staff_user), decision, "execute")
    assert now_is(atlas).state == "grace"
    staff_do(
        client_of(person("second@portal.example", is_staff=True, is_superuser=True)), decision, "execute"
    )
    assert now_is(atlas).state == "deleting"
