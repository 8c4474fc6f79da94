"""An account reads what it was told and nobody else's; the demo's mailbox shows all, elsewhere nothing."""

import pytest
from django.urls import reverse

from notifications import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(say, customer, monkeypatch):
    monkeypatch.setattr(outbox, "_sources", {"pro": {"pro_1": outbox.Attachment("p.pdf", b"%PDF")}.get})
    return say(customer=customer, clause="DN-3.3", attachments=["pro_1"])


PAGES = [("message", []), ("message_sheet", []), ("message_file", ["pro_1"])]


@pytest.mark.parametrize(("view", "more"), PAGES)
def test_a_mail_is_read_by_its_account_only(client, mail, owner, stranger, view, more):
    url = reverse(f"notifications:{view}", args=[mail.public_id, *more])
    assert client.get(url).status_code == 302
    client.force_login(owner)
    assert client.get(url).status_code == 200
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert mail.subject not in client.get(reverse("notifications:messages")).text


def test_the_sheet_runs_nothing_and_keeps_to_its_frame(client, mail, owner):
    client.force_login(owner)
    response = client.get(reverse("notifications:message_sheet", args=[mail.public_id]))
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert mail.html in response.text


def test_a_document_of_another_mail_is_not_found(client, mail, customer, owner, say):
    client.force_login(owner)
    other = say(to="b@example.ma", customer=customer)
    assert (
        client.get(reverse("notifications:message_file", args=[other.public_id, "pro_1"])).status_code == 404
    )


def test_the_list_costs_the_same_for_many(client, say, customer, owner, django_assert_max_num_queries):
    client.force_login(owner)
    for n in range(60):
        say(to=f"a{n}@example.ma", customer=customer)
    client.get(reverse("notifications:messages"))  # the banner is read once a minute
    with django_assert_max_num_queries(6):
        page = client.get(reverse("notifications:messages"))
    assert len(page.context["page_obj"]) == 25


def test_what_only_one_person_may_read_is_not_listed(client, say, owner):
    say(context={"name": "the secret link"})
    client.force_login(owner)
    assert "the secret link" not in client.get(reverse("notifications:messages")).text


@pytest.mark.parametrize(
    ("view", "args"),
    [("mailbox", []), ("mailbox_mail", [""]), ("mailbox_sheet", [""]), ("mailbox_file", ["", "pro_1"])],
)
def test_the_mailbox_exists_in_the_demo_only(client, mail, settings, view, args):
    url = reverse(f"notifications:{view}", args=[arg or mail.public_id for arg in args])
    assert client.get(url).status_code == 200
    settings.DEMO, settings.ALLOWED_HOSTS = False, ["testserver"]
    assert client.get(url).status_code == 404


def test_the_mailbox_is_searched(client, say):
    say(to="amina@example.ma")
    say(to="brahim@example.ma")
    found = client.get(reverse("notifications:mailbox"), {"q": "brahim"}).text
    assert "brahim@example.ma" in found
    assert "amina@example.ma" not in found
