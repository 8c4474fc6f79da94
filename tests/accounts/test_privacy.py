"""Requests about personal data (SSL-11.3(8), law 09-08): ten clear days, a copy of one's own and nobody else's."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import PrivacyCopy, PrivacyPaper, PrivacyRequest
from accounts.privacy import lifecycle, schedule
from accounts.privacy.terms import PRIVACY
from core import clock, workdays, worker
from core.acts import Act
from core.company import company
from core.models import Attention, EvidenceRecord
from hosting_portal.staff import make_groups
from notifications.models import Email
from support.models import Message
from tests import helpdesk, names, papers
from tests.cast import account, contact_of, join, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)  # the eve of a holiday
CLOSED = {**workdays.fixed_holidays(2026), **workdays.fixed_holidays(2027)}


@pytest.mark.parametrize(
    ("asked", "promised", "legal"),
    [
        (date(2026, 11, 16), date(2026, 11, 26), date(2026, 11, 27)),
        (
            date(2026, 11, 17),
            date(2026, 11, 27),
            date(2026, 11, 30),
        ),  # the eve of a holiday; ends on a Saturday
        (date(2026, 11, 7), date(2026, 11, 17), date(2026, 11, 19)),  # ends on Independence Day
        (date(2026, 10, 21), date(2026, 10, 31), date(2026, 11, 2)),  # promised on Aïd Al Wahda, a Saturday
        (date(2026, 12, 21), date(2026, 12, 31), date(2027, 1, 4)),  # ends on New Year's Day
    ],
)
def test_ten_clear_days_neither_the_first_nor_the_last_counts(asked, promised, legal):
    """SSL-11.3(8): law 09-08, art. 8."""
    found = schedule.promised(clock.at_local(asked, 10), CLOSED)
    assert [clock.local_date(instant) for instant in found] == [promised, legal]
    assert all(instant == clock.at_local(day, 23, 59).replace(second=59) for instant, day in
               zip(found, (promised, legal), strict=True))  # fmt: skip


# --- a correction ---------------------------------------------------------------------------------------------
@pytest.fixture
def asked(customer, owner) -> PrivacyRequest:
    workdays.seed_holidays([2026, 2027])
    return lifecycle.ask(
        customer, owner, "rectification", "My name is Omar Benani.", Act(NOW, owner.public_id)
    )


def mails(request) -> list[str]:
    return list(Email.objects.filter(about=request.public_id).order_by("pk").values_list("kind", flat=True))


def test_a_request_that_nobody_answers_turns_amber_then_red_and_the_breach_is_recorded(asked):
    worker.settle(datetime(2026, 11, 25, 12, tzinfo=UTC))
    assert Attention.objects.filter(about=asked.public_id, queue="privacy").count() == 2  # new, and amber
    assert not EvidenceRecord.objects.filter(about=asked.public_id, kind="breach").exists()
    worker.settle(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert EvidenceRecord.objects.get(about=asked.public_id, kind="breach").what == "late_answer"
    assert Attention.objects.filter(about=asked.public_id, queue="privacy_late").count() == 1


def test_staff_ask_then_answer_and_the_person_is_told_each_time(asked, client_of, owner, staff_user):
    desk = client_of(staff_user)

    def perform(verb: str, **typed):
        url = reverse("admin:accounts_privacyrequest_verb", args=[asked.pk, verb])
        with clock.frozen(NOW):
            assert desk.post(url, {"reason": "law", **typed}).status_code == 302
        asked.refresh_from_db()
        return asked.state

    assert perform("ask_information", words="Send us your card.") == "awaiting"
    with clock.frozen(NOW):
        client_of(owner).post(asked.get_absolute_url(), {"words": "It is in my papers."})
    assert perform("answer", words="Corrected.") == "answered"
    assert mails(asked) == [
        "accounts.privacy_received",
        "accounts.privacy_information",
        "accounts.privacy_answered",
    ]
    assert "Corrected." in client_of(owner).get(asked.get_absolute_url()).content.decode()
    assert not Attention.objects.filter(about=asked.public_id, queue="privacy", closed_at=None).exists()


def test_a_refusal_names_its_ground_and_the_way_to_the_cndp(asked, client_of, staff_user):
    url = reverse("admin:accounts_privacyrequest_verb", args=[asked.pk, "refuse"])
    desk = client_of(staff_user)
    assert desk.post(url, {"reason": "law", "words": "No."}).status_code == 200  # no ground, no refusal
    desk.post(url, {"reason": "law", "words": "The invoice stays.", "ground": "duty"})
    asked.refresh_from_db()
    assert (asked.state, asked.ground) == ("refused", "duty")
    assert "CNDP" in Email.objects.get(about=asked.public_id, kind="accounts.privacy_refused").text


def test_a_letter_of_somebody_without_an_account_is_entered_by_staff(client_of, staff_user):
    typed = {"kind": "erasure", "channel": "letter", "name": "Rachid", "email": "rachid@elsewhere.example",
             "language": "ar", "words": "Erase my report."}  # fmt: skip
    with clock.frozen(NOW):
        answer = client_of(staff_user).post(reverse("admin:accounts_privacyrequest_add"), typed)
    assert answer.status_code == 302
    entered = PrivacyRequest.objects.get()
    assert (entered.state, entered.customer, entered.asked_by) == ("received", None, staff_user.public_id)
    assert mails(entered) == ["accounts.privacy_received"]


def test_a_colleague_and_a_stranger_do_not_find_the_request(asked, client_of, colleague, stranger):
    for other in (colleague, stranger):
        for name in ("privacy_request", "privacy_withdraw", "privacy_download"):
            url = reverse(f"accounts:{name}", args=[asked.public_id])
            assert client_of(other).get(url).status_code == 404


def test_a_supporting_paper_is_judged_by_its_bytes_sealed_and_opened_by_the_registrys_staff_alone(
    client_of, owner
):
    make_groups()
    url, typed = (
        reverse("accounts:privacy_ask"),
        {"kind": "rectification", "words": "My name is Omar Benani."},
    )
    wrong = client_of(owner).post(url, typed | {"proof": SimpleUploadedFile("cin.pdf", b"MZ\x90 a program")})
    assert wrong.status_code == 200
    assert not PrivacyRequest.objects.exists()
    assert (
        client_of(owner).post(url, typed | {"proof": SimpleUploadedFile("c.pdf", papers.PDF)}).status_code
        == 302
    )
    paper = PrivacyPaper.objects.get()
    assert papers.PDF not in bytes(paper.token)
    opened = reverse("admin:accounts_privacypaper_open", args=[paper.pk])
    for group, status in {"support": 403, "manager": 403, "registry": 200}.items():
        clerk = person(f"{group}@portal.example", is_staff=True)
        clerk.groups.add(Group.objects.get(name=group))
        assert client_of(clerk).post(opened, {"ground": "check"}).status_code == status
        assert client_of(clerk).get(opened).status_code in (200, 403)  # without a ground nothing is opened
    looks = EvidenceRecord.objects.filter(about=paper.request.public_id, what="paper_opened")
    assert [bool(look.reason) for look in looks] == [True]


# --- the copy -------------------------------------------------------------------------------------------------
@pytest.fixture
def neighbour():
    """Another customer, with the same kinds of things."""
    other = account("Voisin SARL", ice="003141592000024", billing_email="secret@voisin.example")
    join(person("voisin@voisin.example", "Voisin Secret"), other)
    contact_of(other, "Voisin Contact")
    names.registered("voisin.ma", date(2027, 5, 1), other)
    helpdesk.a_ticket(other, NOW, body="Voisin words")
    return other


def copy_of(request: PrivacyRequest) -> zipfile.ZipFile:
    worker.settle(NOW)
    request.refresh_from_db()
    assert request.state == "answered", request.call_error
    return zipfile.ZipFile(io.BytesIO(lifecycle.read_copy(request, Act(NOW))))


def test_the_copy_holds_what_is_the_accounts_and_nothing_of_the_neighbours_or_of_security(
    customer, owner, colleague, neighbour
):
    """SSL-11.3(8): law 09-08, art. 7."""
    domain = names.registered("argan.ma", date(2027, 5, 1), customer)
    type(domain).objects.filter(pk=domain.pk).update(auth_code="geheim-code")
    papers.sent_identity(contact_of(customer, "Amina Benali"), NOW)
    ticket = helpdesk.a_ticket(customer, NOW, owner)
    Message.objects.create(ticket=ticket, kind="note", body="Working note", at=NOW, author="usr_staff")
    act = Act(NOW, owner.public_id, ip="192.0.2.7")
    lifecycle.ask(
        customer, colleague, "opposition", "colleague words", Act(NOW, colleague.public_id, ip="192.0.2.8")
    )
    request = lifecycle.ask_for_copy(customer, owner, True, act)
    with copy_of(request) as archive:
        held = b"\n".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
        contacts = json.loads(archive.read("data/accounts.contact.json"))
        paper = json.loads(archive.read("data/domains.paper.json"))[0]
        assert archive.read(paper["file"]) == papers.PDF
        schema = json.loads(archive.read("schema.json"))
        assert {column["name"] for column in schema["accounts.contact"]["columns"]} == set(contacts[0])
    assert [c["full_name"] for c in contacts] == ["Amina Benali"]
    for there in (
        "argan.ma",
        "BK314159",
        "owner@argan.example",
        "tech@argan.example",
        "192.0.2.7",
        "Since this morning",
    ):
        assert there in held, there
    for absent in ("oisin", "geheim", "Working note", owner.password, "colleague words", "192.0.2.8"):
        assert absent not in held, absent


def test_only_his_own_data_for_a_person_who_does_not_own_the_account(customer, colleague, client_of):
    contact_of(customer, "Amina Benali")
    with clock.frozen(NOW):
        client_of(colleague).post(reverse("accounts:privacy_copy"), {"scope": "account"})  # refused
        assert not PrivacyRequest.objects.exists()
        client_of(colleague).post(reverse("accounts:privacy_copy"), {"scope": "mine"})
    with copy_of(PrivacyRequest.objects.get()) as archive:
        assert "data/accounts.contact.json" not in archive.namelist()
        assert json.loads(archive.read("data/accounts.user.json"))[0]["email"] == colleague.email


def test_the_copy_is_sealed_taken_by_its_owner_alone_told_once_and_forgotten(customer, owner, client_of):
    request = lifecycle.ask_for_copy(customer, owner, True, Act(NOW, owner.public_id))
    assert (
        lifecycle.ask_for_copy(customer, owner, True, Act(NOW, owner.public_id)) == request
    )  # the same, being made
    worker.settle(NOW)
    assert mails(request) == ["accounts.privacy_copy"]
    assert b"PK" not in bytes(PrivacyCopy.objects.get().token)[:4]
    with clock.frozen(NOW):
        taken = client_of(owner).get(reverse("accounts:privacy_download", args=[request.public_id]))
    assert taken.content.startswith(b"PK")
    assert "no-store" in taken["Cache-Control"]
    assert EvidenceRecord.objects.filter(about=request.public_id, what="copy_taken").count() == 1
    worker.settle(NOW + PRIVACY.copy_kept)
    assert not PrivacyCopy.objects.exists()
    assert (
        client_of(owner).get(reverse("accounts:privacy_download", args=[request.public_id])).status_code
        == 404
    )


def test_who_has_a_password_signs_in_anew_before_he_asks_for_a_copy(owner, client_of):
    owner.set_password("Zellige-2026-bleu")
    owner.save()
    answer = client_of(owner).post(reverse("accounts:privacy_copy"), {"scope": "account"})
    assert reverse("account_reauthenticate") in answer["Location"]
    assert not PrivacyRequest.objects.exists()


def test_the_pages_open_and_say_the_two_numbers_of_the_cndp(client_of, owner, asked):
    for name in ("personal_data", "privacy_requests", "privacy_copy", "privacy_ask", "marketing"):
        page = client_of(owner).get(reverse(f"accounts:{name}"))
        assert page.status_code == 200, name
        assert company().cndp_declaration in page.content.decode()
        assert company().cndp_authorisation in page.content.decode()
    assert client_of(None).get(reverse("accounts:personal_data")).status_code == 200
