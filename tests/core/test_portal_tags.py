"""The tag library: amounts, days, clauses, icons and components as templates write them."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.templatetags import portal


def show(source, **context):
    return Template("{% load portal %}" + source).render(Context(context))


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


# --- amounts ---------------------------------------------------------------------------------------
def test_an_amount_is_isolated_and_never_breaks():
    shown = portal.money(123450)
    assert shown.startswith('<bdi class="money">')
    assert " " not in shown.replace("<bdi class", "")
    assert "".join(shown.split()) == '<bdiclass="money">1234,50MAD</bdi>'


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "1 234,50 MAD"), ("en", "1,234.50 MAD"), ("ar", "1.234,50 MAD")]
)
def test_an_amount_follows_the_readers_language(language, written):
    with translation.override(language):
        shown = portal.money(123450).removeprefix('<bdi class="money">').removesuffix("</bdi>")
    assert " ".join(shown.split()) == written


def test_an_amount_may_be_in_another_currency_negative_or_absent():
    assert "EUR" in portal.money(100, "EUR")
    assert "-1,00" in portal.money(-100)
    assert portal.money(None) == ""
    assert "0,00" in portal.money(0)


# --- days and instants -----------------------------------------------------------------------------
def test_a_day_is_written_out_and_machine_readable():
    assert portal.day(date(2026, 11, 22)) == '<time datetime="2026-11-22">22 novembre 2026</time>'
    assert portal.day(date(2026, 11, 22), "short") == '<time datetime="2026-11-22">22 nov. 2026</time>'
    assert portal.day(None) == ""


def test_an_instant_before_midnight_in_utc_falls_on_the_moroccan_day():
    late = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)  # Morocco was at UTC+1 until 2026-09-20
    assert 'datetime="2026-09-01"' in portal.day(late)
    assert "1er sept. 2026, 00:30" in portal.instant(late)


def test_since_september_2026_morocco_lives_on_utc():
    assert "22 nov. 2026, 09:30" in portal.instant(datetime(2026, 11, 22, 9, 30, tzinfo=UTC))


def test_arabic_days_use_moroccan_months_and_western_digits():
    with translation.override("ar"):
        assert "22 نونبر 2026" in portal.day(date(2026, 11, 22))


# --- clauses, icons, badges ------------------------------------------------------------------------
def test_a_clause_is_a_chip_and_nothing_without_a_clause():
    assert "DN-3.3" in portal.clause_link("DN-3.3")
    assert 'class="clause"' in portal.clause_link("DN-3.3")
    assert portal.clause_link("") == ""


def test_an_icon_is_silent_for_screen_readers():
    shown = show('{% icon "globe" size=18 class="flip" %}')
    assert 'aria-hidden="true"' in shown
    assert 'width="18"' in shown
    assert 'class="flip"' in shown


@pytest.mark.parametrize("tone", ["fine", "soon", "late", "ended", "neutral"])
def test_a_badge_says_its_state_in_colour_icon_and_word(tone):
    shown = show("{% badge tone word %}", tone=tone, word="Échéance <proche>")
    assert f"tone--{tone}" in shown
    assert "<svg" in shown
    assert "Échéance &lt;proche&gt;" in shown


def test_each_tone_has_its_own_icon():
    assert len(set(portal.TONE_ICONS.values())) == len(portal.TONE_ICONS)


# --- navigation ------------------------------------------------------------------------------------
class Match:
    view_name = "domains:detail"


def test_the_present_place_is_marked_for_eye_and_ear():
    request = RequestFactory().get("/")
    request.resolver_match = Match()
    assert 'aria-current="page"' in show('<a{% is_here "domains" %}>', request=request)
    assert show('<a{% is_here "billing" %}>', request=request) == "<a>"
    assert show('<a{% is_here "domains" %}>') == "<a>"


def test_a_place_that_does_not_exist_is_not_offered():
    assert show('{% nav_link "nowhere:at_all" "globe" "Nowhere" %}') == ""


# --- components with a body ------------------------------------------------------------------------
def test_a_card_keeps_its_body_and_escapes_its_title():
    shown = show("{% card title icon='globe' %}<p>{{ word }}</p>{% endcard %}", title="A & B", word="<i>")
    assert "A &amp; B" in shown
    assert "<p>&lt;i&gt;</p>" in shown


def test_a_long_name_may_go_on_after_a_dot_and_stays_text():
    shown = show("{% page_header name %}{% endpage_header %}", name="srv1.argan.ma <b>")
    assert "srv1.<wbr>argan.<wbr>ma &lt;b&gt;" in shown


def test_a_page_header_without_actions_has_no_empty_box():
    assert "actions" not in show("{% page_header 'Names' %}  {% endpage_header %}")
    assert '<div class="actions"><b>x</b></div>' in show(
        "{% page_header 'Names' %} <b>x</b> {% endpage_header %}"
    )


def test_a_confirmation_asks_twice_and_protects_itself():
    shown = show(
        "{% confirm 'Delete' tone='late' confirm_label='I understand' cancel_url='/back' clause='DN-9.1' %}"
        "facts{% endconfirm %}",
        csrf_token="token",
    )
    assert 'name="csrfmiddlewaretoken"' in shown
    assert 'name="confirmed" required' in shown
    assert "DN-9.1" in shown
    assert 'href="/back"' in shown


# --- forms -----------------------------------------------------------------------------------------
class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on your papers")
    kind = forms.ChoiceField(
        label="Kind", choices=[("p", "Person"), ("c", "Company")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I agree")
    ref = forms.CharField(widget=forms.HiddenInput)


def test_every_kind_of_field_has_its_layout():
    form = Sample()
    assert [portal.field_kind(field) for field in form] == ["line", "choices", "check", "hidden"]


def test_a_form_explains_its_errors_and_links_them_to_their_fields():
    shown = show("{% include 'components/form.html' %}", form=Sample({}), csrf_token="token")
    assert 'href="#id_name"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "<legend" in shown


def test_an_optional_field_says_so():
    class Optional(forms.Form):
        city = forms.CharField(required=False)

    assert "field__optional" in show(
        "{% include 'components/field.html' with field=form.city %}", form=Optional()
    )
