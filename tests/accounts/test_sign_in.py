"""Signing up and in: every mail through the outbox, in the reader's language."""

import inspect
import re
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from accounts.adapter import MAILS, NOTICES, AccountAdapter
from accounts.models import User
from notifications.models import Email

PASSWORD = "a-long-walk-in-Fes-1912"
SIGN_UP = {"email": "New@Medina.example", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def member(owner):
    owner.set_password(PASSWORD)
    owner.save()
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    return owner


def link_in(mail: Email) -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.text)[1]


def test_signing_up_confirms_the_address_then_opens_the_account(client, db):
    client.post(reverse("account_signup"), SIGN_UP)
    mail = Email.objects.get()
    assert (mail.kind, mail.to, mail.customer) == ("accounts.confirm_email", "new@medina.example", None)
    client.post(link_in(mail))
    assert EmailAddress.objects.get().verified
    response = client.post(reverse("account_login"), {"login": "NEW@medina.example", "password": PASSWORD})
    assert response.headers["Location"] == "/"
    assert client.get("/compte/").context["form"]["billing_email"].value() == "new@medina.example"


def test_nobody_signs_in_before_the_address_is_confirmed(client, db):
    client.post(reverse("account_signup"), SIGN_UP)
    client.post(reverse("account_login"), {"login": "new@medina.example", "password": PASSWORD})
    assert client.get("/compte/").status_code == 302


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_new_person_keeps_the_language_of_the_visit(client, db, language):
    client.cookies["language"] = language
    client.post(reverse("account_signup"), SIGN_UP)
    assert User.objects.get().language == language
    assert Email.objects.get().language == language


def test_signing_in_leads_to_where_one_was_going(client, member):
    login = f"{reverse('account_login')}?next=/compte/contacts/"
    response = client.post(login, {"login": member.email, "password": PASSWORD, "next": "/compte/contacts/"})
    assert response.headers["Location"] == "/compte/contacts/"


def test_signing_in_brings_the_persons_language_unless_one_was_chosen_here(client, member):
    User.objects.filter(pk=member.pk).update(language="ar")
    credentials = {"login": member.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), credentials).cookies["language"].value == "ar"
    client.post(reverse("account_logout"))
    client.cookies["language"] = "en"
    assert "language" not in client.post(reverse("account_login"), credentials).cookies


def test_too_many_wrong_passwords_are_refused_for_a_while(client, member):
    wrong = {"login": member.email, "password": "wrong"}
    for _ in range(6):
        page = client.post(reverse("account_login"), wrong)
    assert client.post(reverse("account_login"), {**wrong, "password": PASSWORD}).status_code in (200, 429)
    assert page.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_chosen_anew_and_told(client, member):
    client.post(reverse("account_reset_password"), {"email": member.email})
    asked = Email.objects.get()
    assert (asked.kind, asked.about) == ("accounts.password_reset", member.public_id)
    form = client.get(link_in(asked), follow=True)
    new = "another-long-walk-1913"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    member.refresh_from_db()
    assert member.check_password(new)
    told = Email.objects.exclude(pk=asked.pk).get()
    assert told.kind == "accounts.security_notice"
    assert "127.0.0.1" in told.text


def test_an_unknown_address_is_told_so_by_mail_only(client, db):
    page = client.post(reverse("account_reset_password"), {"email": "nobody@portal.example"}, follow=True)
    assert page.status_code == 200
    assert Email.objects.get().kind == "accounts.unknown_account"


def test_signing_up_twice_is_told_by_mail_only(client, member):
    client.post(reverse("account_signup"), SIGN_UP | {"email": member.email})
    assert Email.objects.get().kind == "accounts.already_exists"
    assert User.objects.count() == 1


def test_a_change_of_the_sign_in_is_told_in_the_persons_language(rf, member):
    User.objects.filter(pk=member.pk).update(language="ar")
    member.refresh_from_db()
    adapter = AccountAdapter()
    adapter.request = rf.get("/", HTTP_USER_AGENT="Firefox")
    adapter.request.user = member
    for prefix in NOTICES:
        adapter.send_notification_mail(prefix, member)
    mails = Email.objects.filter(kind="accounts.security_notice", language="ar", to=member.email)
    assert mails.count() == len(NOTICES)
    assert all("Firefox" in mail.text and "Firefox" in mail.html for mail in mails)


def test_every_mail_that_allauth_may_send_has_its_kind():
    """A new release that sends a new mail must be noticed here."""
    flows = ["account.adapter", "account.internal.flows.signup", "account.internal.flows.password_reset"]
    flows += ["account.internal.flows.password_change", "account.internal.flows.manage_email"]
    flows += ["mfa.totp.internal.flows", "mfa.webauthn.internal.flows", "mfa.recovery_codes.internal.flows"]
    sources = [inspect.getsource(import_module(f"allauth.{flow}")) for flow in flows]
    prefixes = set(re.findall(r'"((?:account|mfa)/email/\w+)"', "".join(sources)))
    assert prefixes == {*MAILS, *NOTICES}


def test_a_person_changes_name_and_language(client_of, owner):
    response = client_of(owner).post("/compte/moi/", {"name": "Omar B.", "language": "en"})
    owner.refresh_from_db()
    assert (owner.name, owner.language) == ("Omar B.", "en")
    assert response.cookies["language"].value == "en"
