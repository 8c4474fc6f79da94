"""Rendering: three languages, values escaped where they must be, translations resolved beforehand."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context
from django.urls import reverse

from core.company import company
from notifications import rendering
from notifications.links import link
from notifications.models import Email

CONTEXT = {
    "name": "Amina",
    "at": datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
    "link": "https://portal.example/",
}


def mail(language, clause="", **context):
    words = rendering.write("notifications.trial", language, {**CONTEXT, **context})
    frame = rendering.frame(language, clause)
    return Email(subject=words.subject, text=words.text, html=words.html, frame=frame, language=language)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_text_and_page_say_the_same(language):
    email = mail(language, "DN-3.3")
    for said in (email.as_text(), email.as_html()):
        assert "Amina" in said
        assert company().legal_name in said
        assert company().ice in said
        assert "DN-3.3" in said
        assert link("contracts:clause", "DN-3.3") in said
    assert email.subject in email.as_html()
    assert "<" not in email.as_text()


def test_arabic_reads_from_right_to_left():
    assert '<html lang="ar" dir="rtl">' in mail("ar").as_html()
    assert '<html lang="fr" dir="ltr">' in mail("fr").as_html()


def test_a_courtesy_translation_says_that_french_binds():
    frames = {language: rendering.frame(language, "") for language in ("fr", "en", "ar")}
    assert len({frame.digest for frame in frames.values()}) == 3
    binding = "The French version is the binding one"
    assert binding in frames["en"].text
    assert binding in frames["en"].html
    assert len(frames["fr"].text.splitlines()) < len(frames["ar"].text.splitlines())


def test_without_a_clause_nothing_is_cited():
    assert "contract clause" not in mail("en").as_text()
    assert "contract clause" in mail("en", "DN-3.3").as_text()


def test_the_colours_are_the_company_s():
    assert company().accent in mail("fr").as_html()


def test_values_are_escaped_in_the_page_and_left_alone_in_the_text():
    email = mail("en", name="<script>alert(1)</script> & “{{ x }}” {% y %} 100 %(z)s [[body]]")
    page, text = email.as_html(), email.as_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "<script>alert(1)</script> & “{{ x }}” {% y %} 100 %(z)s [[body]]" in text
    assert page.count("</html>") == 1


def test_a_link_cannot_leave_its_attribute():
    assert 'href="https://x/&quot; onclick=' in mail("fr", link='https://x/" onclick="y').as_html()


def _both(source, **values):
    page = rendering._engine("mail_html").from_string(source)
    text = rendering._engine("mail_text").from_string(source)
    return page.render(Context(values)), text.render(Context(values, autoescape=False))


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|money }}", 123450, "1 234,50 MAD"),
        ("{{ v|day }}", date(2026, 11, 22), "22 novembre 2026"),
        ("{{ v|instant }}", datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "22 nov. 2026, 14:05"),
        ("{{ v|day }}", None, ""),
    ],
)
def test_filters_mark_up_pages_only(source, value, expected):
    with rendering.speaking("fr"):
        page, text = _both(source, v=value)
    assert " ".join(text.split()) == expected
    assert " ".join(page.split()) == (f"<bdi>{expected}</bdi>" if expected else "")


def test_a_link_leads_to_the_portal_that_writes_the_mail(settings):
    """Not to the one that wrote the first mail of this process."""
    first = link("contracts:clause", "DN-3.3")
    settings.BASE_URL = "https://client.example.ma"
    assert link("contracts:clause", "DN-3.3") == "https://client.example.ma" + reverse(
        "contracts:clause", args=["DN-3.3"]
    )
    assert not first.startswith(settings.BASE_URL)


def test_a_clause_in_a_mail_is_an_absolute_link():
    with rendering.speaking("fr"):
        page, text = _both("{{ 'DN-5.2'|clause_link }}")
    assert (text, page) == ("DN-5.2", f'<a href="{link("contracts:clause", "DN-5.2")}"><bdi>DN-5.2</bdi></a>')


def test_plurals_and_contexts_are_left_to_django():
    with rendering.speaking("en"):
        source = "{% blocktranslate count n=n %}one name{% plural %}{{ n }} names{% endblocktranslate %}"
        assert _both(source, n=1)[1] == "one name"
        assert _both(source, n=3)[1] == "3 names"
        assert _both("{% translate 'May' context 'month' %}")[0] == "May"


def test_percent_signs_survive():
    with rendering.speaking("en"):
        source = "{% translate '20 % of' %} {% blocktranslate %}{{ n }} % of it{% endblocktranslate %}"
        assert _both(source, n=20) == ("20 % of 20 % of it", "20 % of 20 % of it")


def test_mails_that_differ_in_what_is_personal_share_a_rendering_and_stay_apart():
    def mail(name: str) -> rendering.Written:
        return rendering.write(
            "notifications.trial",
            "fr",
            {"name": name, "at": datetime(2026, 11, 22, tzinfo=UTC), "link": "https://a.example/?b&c"},
        )

    amina, other = mail("Amina"), mail("<b>Karim & fils</b>")
    assert "Amina" in amina.text
    assert "Amina" not in other.text + other.html
    assert "<b>Karim & fils</b>" in other.text
    assert "&lt;b&gt;Karim &amp; fils&lt;/b&gt;" in other.html
    assert "https://a.example/?b&amp;c" in other.html


def test_a_mails_links_are_those_of_the_portal_that_writes_it_whatever_was_written_before(settings):
    """One process may write for a portal whose address has changed."""
    for address in ("http://localhost:8000", "https://portail.example.ma"):
        settings.BASE_URL = address
        assert f"{address}/contrat/DN-3.3/" in mail("fr", "DN-3.3").as_text()
