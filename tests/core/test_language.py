"""The language switch of every page: for a visitor by his cookie, for a signed-in person on his account too."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def switch(client, language: str, target: str = "/"):
    return client.post(reverse("core:set_language"), {"language": language, "next": target})


def test_a_visitor_reads_on_in_the_language_that_he_chose(client_of):
    browser = client_of(None)
    assert switch(browser, "ar").url == "/"
    assert 'lang="ar" dir="rtl"' in browser.get("/").content.decode()


def test_a_signed_in_person_reads_on_in_it_and_his_account_remembers(client_of, owner):
    browser = client_of(owner)
    assert switch(browser, "en", "/compte/").url == "/compte/"
    assert 'lang="en"' in browser.get("/compte/", follow=True).content.decode()
    owner.refresh_from_db()
    assert owner.language == "en"


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client_of, target):
    assert switch(client_of(None), "en", target).url == "/"


@pytest.mark.parametrize("language", ["", "xx", "fr'; DROP"])
def test_a_language_that_we_do_not_speak_changes_nothing(client_of, owner, language):
    before = owner.language
    assert switch(client_of(owner), language).status_code == 302
    owner.refresh_from_db()
    assert owner.language == before
