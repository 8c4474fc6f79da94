"""OV and EV: papers, the call, the cross-check by a second person, evidence used again (SSL-A2-2.1, SSL-A2-3.3)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock, vault, worker
from core.acts import Act
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from hosting_portal.staff import make_groups
from notifications.models import Email
from ssl_certs.lifecycle import issuing, papers, vetting
from ssl_certs.models import Certificate, OrganisationPaper, ValidityLimit, VettingStep
from tests import certificates
from tests.cast import person
from tests.papers import PDF, upload

from .conftest import NOW

pytestmark = pytest.mark.django_db
HOST = "argan.example.ma"
SAID = "model J of 2026-11-02, same name and address"
PHONE, SOURCE = "+212522123456", "Telecontact directory"


def steps_of(order, level: str) -> dict[str, VettingStep]:
    """The steps as a paid line makes them."""
    VettingStep.objects.bulk_create(
        VettingStep(customer_id=order.customer_id, order=order, kind=kind)
        for kind in VettingStep.OF_LEVEL[level]
    )
    return {step.kind: step for step in order.vetting.select_related("order__product", "order__customer")}


@pytest.fixture
def order(customer):
    return certificates.an_order(customer, NOW, "true-businessid", HOST)


@pytest.fixture
def ev(customer):
    return certificates.an_order(customer, NOW, "sectigo-ev", HOST)


def by(who: str, reason: str = "as the authority reports", now=NOW) -> Act:
    return Act(now, f"usr_{who}", reason)


def accepted_paper(order, now=NOW) -> OrganisationPaper:
    paper = papers.keep(order, "register", upload("rc.pdf"), by("omar"))
    papers.accept(paper, by("karim", now=now))
    return paper


def complete(step: VettingStep, who: str = "karim", now=NOW) -> None:
    more = {"phone": PHONE, "source": SOURCE} if step.kind == "call" else {}
    vetting.complete(step, by(who, now=now), finding=SAID, **more)


def issue(order, now=NOW) -> Certificate:
    """The names are asked for and proven; what else is missing is the test's business."""
    certificate = issuing.begin(order, certificates.wanted(HOST), certificates.act(now))
    worker.settle(now)
    certificates.proven(certificate, now)
    worker.settle(now)
    certificate.refresh_from_db()
    return certificate


# --- the certificate waits for the identity -------------------------------------------------------------
def test_nothing_is_issued_before_the_last_step_and_at_once_after_it(order):
    steps = steps_of(order, "ov")
    certificate = issue(order)
    assert certificate.state == "validating"
    accepted_paper(order)
    complete(steps["documents"])
    worker.settle(NOW)
    certificate.refresh_from_db()
    assert certificate.state == "validating"
    complete(steps["call"])
    worker.settle(NOW)
    certificate.refresh_from_db()
    assert certificate.state == "issued"
    assert Email.objects.filter(kind="ssl_certs.vetting_done").exists()


def test_an_order_whose_steps_are_missing_is_not_vetted(order):
    """SSL-A2-2.1: what nobody has checked is not checked."""
    assert issue(order).state == "validating"


def test_the_documents_step_rests_on_accepted_papers(order):
    steps = steps_of(order, "ov")
    with pytest.raises(NotAllowed, match="No paper"):
        complete(steps["documents"])
    papers.keep(order, "register", upload("rc.pdf"), by("omar"))
    with pytest.raises(NotAllowed, match="still to be checked"):
        complete(steps["documents"])


@pytest.mark.parametrize("more", [{}, {"phone": PHONE}, {"source": SOURCE}, {"phone": PHONE, "source": "  "}])
def test_the_call_says_which_number_and_where_it_was_found(order, more):
    """Facts C: a number from an independent source."""
    steps = steps_of(order, "ov")
    with pytest.raises(NotAllowed):
        vetting.complete(steps["call"], by("karim"), finding=SAID, **more)
    complete(steps["call"])
    step = VettingStep.objects.get(kind="call")
    assert (step.phone, step.phone_source) == (PHONE, SOURCE)


def test_a_step_without_a_finding_or_without_a_person_is_refused(order):
    steps = steps_of(order, "ov")
    with pytest.raises(NotAllowed):
        vetting.complete(steps["call"], by("karim"), finding=" ", phone=PHONE, source=SOURCE)
    with pytest.raises(NotAllowed):
        vetting.complete(steps["call"], Act(NOW), finding=SAID, phone=PHONE, source=SOURCE)


def test_a_failed_step_stops_the_issuance_and_tells_the_customer_the_way_out(order):
    steps = steps_of(order, "ov")
    vetting.fail(steps["call"], by("karim"), finding="nobody knows the company at this number")
    mail = Email.objects.filter(kind="ssl_certs.vetting_failed").first()
    assert "nobody knows the company" in mail.text
    assert not vetting.is_done(order, clock.local_date(NOW))


def test_a_call_is_announced_with_its_hour_and_its_number(order):
    steps, at = steps_of(order, "ov"), NOW + timedelta(days=1)
    with pytest.raises(NotAllowed):
        vetting.announce_call(steps["documents"], by("karim"), at=at, phone=PHONE)
    with pytest.raises(NotAllowed):
        vetting.announce_call(steps["call"], by("karim"), at=NOW - timedelta(hours=1), phone=PHONE)
    vetting.announce_call(steps["call"], by("karim"), at=at, phone=PHONE)
    mail = Email.objects.filter(kind="ssl_certs.call_announced").first()
    assert PHONE in mail.text
    assert VettingStep.objects.get(kind="call").planned_at == at


# --- four eyes ------------------------------------------------------------------------------------------
def all_but_the_last(ev) -> dict[str, VettingStep]:
    steps = steps_of(ev, "ev")
    accepted_paper(ev)
    for kind, step in steps.items():
        if kind != "cross_check":
            complete(step)
    return steps


def test_the_cross_check_is_refused_to_whoever_completed_another_step(ev):
    """EV guidelines 3.2.2.13: final cross-correlation by a second person."""
    steps = all_but_the_last(ev)
    with pytest.raises(NotAllowed, match="second person"):
        complete(steps["cross_check"], "karim")
    complete(steps["cross_check"], "salma")
    assert vetting.is_done(ev, clock.local_date(NOW))


def test_who_completed_a_step_that_was_done_anew_by_another_is_still_no_second_person(ev):
    steps = all_but_the_last(ev)
    for step in steps.values():
        step.refresh_from_db()
        if step.state == "done":
            vetting.reopen(step, by("salma"))
            complete(step, "salma")
    with pytest.raises(NotAllowed, match="second person"):
        complete(steps["cross_check"], "karim")


def test_the_cross_check_comes_last(ev):
    steps = steps_of(ev, "ev")
    with pytest.raises(NotAllowed, match="last step"):
        complete(steps["cross_check"], "salma")


def test_a_step_that_is_opened_again_opens_the_cross_check_too(ev):
    steps = all_but_the_last(ev)
    complete(steps["cross_check"], "salma")
    step = VettingStep.objects.select_related("order__product").get(kind="lists")
    vetting.reopen(step, by("karim"))
    assert set(VettingStep.objects.filter(state="open").values_list("kind", flat=True)) == {
        "lists",
        "cross_check",
    }


# --- evidence used again --------------------------------------------------------------------------------
def reissue(order, now, *names: str) -> Certificate:
    certificate = issuing.begin(order, certificates.wanted(*(names or (HOST,))), certificates.act(now))
    worker.settle(now)
    certificates.proven(certificate, now)
    worker.settle(now)
    certificate.refresh_from_db()
    return certificate


def issued_ov(order) -> None:
    steps = steps_of(order, "ov")
    accepted_paper(order)
    complete(steps["documents"])
    complete(steps["call"])
    assert issue(order).state == "issued"


def test_a_reissue_inside_the_limit_asks_nothing_again(order):
    """Facts C: proof of identity may be used again for 398 days."""
    issued_ov(order)
    order.refresh_from_db()
    later = NOW + timedelta(days=180)
    worker.settle(later)
    assert reissue(order, later).state == "issued"


def test_a_reissue_beyond_the_limit_asks_for_everything_again(order):
    ValidityLimit.objects.update(organisation_days=100)
    issued_ov(order)
    order.refresh_from_db()
    later = NOW + timedelta(days=150)
    with clock.frozen(later):
        certificate = reissue(order, later)
    assert certificate.state == "validating"
    assert set(order.vetting.values_list("state", flat=True)) == {"open"}
    mail = Email.objects.filter(kind="ssl_certs.documents_needed", created_at=later).first()
    assert "trop anciens" in mail.text


def test_an_ev_reissue_with_another_expiry_is_approved_and_cross_checked_anew(ev):
    """EV guidelines 3.2.2.14.2."""
    steps = all_but_the_last(ev)
    complete(steps["cross_check"], "salma")
    assert issue(ev).state == "issued"
    ev.refresh_from_db()
    later = NOW + timedelta(days=10)
    assert reissue(ev, later).state == "validating"
    assert set(VettingStep.objects.filter(state="open").values_list("kind", flat=True)) == {
        "signer",
        "cross_check",
    }


def test_an_ev_reissue_of_the_same_subject_and_expiry_uses_everything_again(ev):
    steps = all_but_the_last(ev)
    complete(steps["cross_check"], "salma")
    assert issue(ev).state == "issued"
    ev.refresh_from_db()
    assert reissue(ev, NOW + timedelta(hours=1)).state == "issued"


# --- papers ---------------------------------------------------------------------------------------------
def send(client, order, content: bytes = PDF, kind: str = "register"):
    url = reverse("ssl_certs:organisation", args=[order.public_id])
    return client.post(url, {"kind": kind, "paper": SimpleUploadedFile("rc.pdf", content)})


def test_a_paper_is_stored_encrypted_and_shown_by_its_name_alone(client_of, owner, order):
    client = client_of(owner)
    assert send(client, order).status_code == 302
    paper = OrganisationPaper.objects.get()
    assert b"%PDF" not in bytes(paper.token)
    assert vault.opened(paper.token) == PDF
    shown = client.get(reverse("ssl_certs:organisation", args=[order.public_id])).content.decode()
    assert "rc.pdf" in shown


@pytest.mark.parametrize("content", [b"", b"<html>", PDF[:12], b"MZ" + PDF])
def test_what_is_no_paper_is_refused(client_of, owner, order, content):
    assert send(client_of(owner), order, content).status_code == 200
    assert not OrganisationPaper.objects.exists()


def test_the_same_file_twice_and_papers_nobody_asked_for_are_refused(client_of, owner, order, customer):
    client = client_of(owner)
    send(client, order)
    assert send(client, order, kind="ice").status_code == 200
    assert OrganisationPaper.objects.count() == 1
    dv = certificates.an_order(customer, NOW, "positivessl", "other.example.ma")
    assert send(client, dv).status_code == 200
    assert OrganisationPaper.objects.count() == 1


def test_another_customer_neither_sees_nor_sends_papers(client_of, owner, stranger, order):
    send(client_of(owner), order)
    client = client_of(stranger)
    assert client.get(reverse("ssl_certs:organisation", args=[order.public_id])).status_code == 404
    assert send(client, order, PDF + b"\n").status_code == 404
    assert OrganisationPaper.objects.count() == 1


def test_a_refused_paper_is_explained_and_may_be_sent_again(client_of, owner, order):
    send(client_of(owner), order)
    paper = OrganisationPaper.objects.select_related("order__customer", "order__product").get()
    with pytest.raises(NotAllowed):
        papers.refuse(paper, by("karim", ""))
    papers.refuse(paper, by("karim", "the second page is missing"))
    assert "the second page is missing" in Email.objects.filter(kind="ssl_certs.paper_refused").first().text
    assert send(client_of(owner), order).status_code == 302


@pytest.mark.parametrize(
    ("group", "status"), [("registry", 200), ("support", 403), ("billing", 403), ("manager", 403)]
)
def test_few_open_a_paper_and_each_opening_is_noted(client_of, owner, order, group, status):
    make_groups()
    clerk = person(f"{group}@portal.example", is_staff=True)
    clerk.groups.add(Group.objects.get(name=group))
    send(client_of(owner), order)
    paper = OrganisationPaper.objects.get()
    opened = reverse("admin:ssl_certs_organisationpaper_open", args=[paper.pk])
    answer = client_of(clerk).post(opened, {"ground": "check"})
    assert answer.status_code == status
    seen = EvidenceRecord.objects.filter(about=paper.public_id, what="opened")
    assert [row.actor for row in seen] == ([clerk.public_id] if status == 200 else [])
    if status == 200:
        assert answer.content == PDF
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]
