"""Who has no account asks about his data, too (09-08, art. 7-9): by a link to his address, which gives nothing away."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import PrivacyPaper, PrivacyRequest
from accounts.privacy import lifecycle, stranger
from accounts.privacy.terms import PRIVACY
from core import clock
from core.acts import Act
from core.models import Attention
from notifications.models import Email
from tests.papers import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ADDRESS, SENT = reverse("accounts:privacy_address"), reverse("accounts:privacy_link_sent")
SAID = {"name": "Ana Ruiz", "kind": "erasure", "words": "My name stands with argan.com and should not."}


@pytest.fixture(autouse=True)
def _nobody_has_asked_before():
    cache.clear()


@pytest.fixture
def client(client):
    client.cookies["language"] = "en"
    return client


def link_for(client, email: str) -> str:
    """The link that arrives at the address."""
    client.post(ADDRESS, {"email": email})
    mail = Email.objects.filter(kind="accounts.privacy_link", to=email).get()
    return re.search(r"https?://[^/]+(/\S+)", mail.text)[1]


def test_who_holds_the_address_asks_and_staff_have_ten_clear_days_to_answer_him_by_mail(
    client, client_of, staff_user
):
    page = link_for(client, "ana@x.example")
    assert not PrivacyRequest.objects.exists()  # nothing begins before the address is shown to be his
    answer = client.post(page, {**SAID, "proof": upload()}, follow=True)
    assert "within 10 clear days" in answer.content.decode()
    request = PrivacyRequest.objects.get()
    assert (request.state, request.channel, request.email, request.customer, request.person) == (
        "received", "web", "ana@x.example", None, None)  # fmt: skip
    days = clock.local_date(request.promised_at) - clock.local_date(request.asked_at)
    assert days == timedelta(days=PRIVACY.answer_days)
    assert PrivacyPaper.objects.get().request == request
    assert Attention.objects.filter(queue="privacy", about=request.public_id).exists()
    listed = client_of(staff_user).get(reverse("admin:accounts_privacyrequest_changelist"))
    assert "Ana Ruiz" in listed.content.decode()
    act = Act(request.asked_at, staff_user.public_id, "the address is that of the contact")
    lifecycle.check_identity(request, act)
    lifecycle.answer(request, act, words="Your name is taken away.")
    told = Email.objects.filter(to="ana@x.example").order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["accounts.privacy_link", "accounts.privacy_received", "accounts.privacy_answered"]
    assert "Your name is taken away." in Email.objects.get(kind="accounts.privacy_answered").text


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("cin.pdf", PDF, "application/pdf")


def test_the_page_says_the_same_of_an_address_that_we_know(client, contact, owner):
    """No list of our customers can be read from it."""
    pages = []
    for address in ("nobody@x.example", contact.email, owner.email):
        answer = client.post(ADDRESS, {"email": address})
        assert (answer.status_code, answer["Location"]) == (302, SENT)
        shown = re.search(r"<main.*</main>", client.get(SENT).content.decode(), re.DOTALL)[0]
        pages.append(shown)
    assert pages[0] == pages[1] == pages[2]
    texts = {mail.text.partition("http")[0] for mail in Email.objects.filter(kind="accounts.privacy_link")}
    assert len(texts) == 1


def test_staff_see_where_we_know_the_address_from(client, client_of, contact, staff_user):
    client.post(link_for(client, contact.email), SAID)
    page = reverse("admin:accounts_privacyrequest_change", args=[PrivacyRequest.objects.get().pk])
    assert contact.public_id in client_of(staff_user).get(page).content.decode()


@pytest.mark.parametrize("broken", ["old", "altered"])
def test_an_old_or_altered_link_leads_back_to_the_first_page(client, time_machine, broken):
    page = link_for(client, "ana@x.example")
    if broken == "old":
        time_machine.move_to(clock.now() + PRIVACY.link + timedelta(minutes=1))
    else:
        page = page[:-3] + "xx/"
    answer = client.post(page, SAID, follow=True)
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "too old or incomplete" in answer.content.decode()
    assert not PrivacyRequest.objects.exists()


def test_nobody_fills_another_s_mailbox_or_our_queue(client, time_machine):
    for n in range(PRIVACY.links_an_hour):
        time_machine.move_to(clock.now() + timedelta(minutes=1))
        assert client.post(ADDRESS, {"email": "ana@x.example"}).status_code == 302, n
    assert Email.objects.filter(to="ana@x.example").count() == PRIVACY.copies
    assert "in an hour" in client.post(ADDRESS, {"email": "other@x.example"}).content.decode()
    page = reverse("accounts:privacy_stranger", args=[stranger.token_of("ana@x.example")])
    for _n in range(PRIVACY.copies):
        assert client.post(page, SAID).status_code == 302
    refused = client.post(page, SAID)
    assert "are being examined" in refused.content.decode()
    assert PrivacyRequest.objects.count() == PRIVACY.copies


def test_a_machine_that_fills_in_the_trap_is_not_written_to(client):
    assert client.post(ADDRESS, {"email": "ana@x.example", "website": "x"}).status_code == 302
    assert not Email.objects.exists()


def test_the_page_of_personal_data_leads_there(client):
    assert ADDRESS in client.get(reverse("accounts:personal_data")).content.decode()
