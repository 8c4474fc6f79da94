"""The law of the back office: each of its pages opens, and says everything in the reader's language."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from core import clock
from domains.models import Domain

from .estate import GROWERS, NOW, build, grow

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda m: m._meta.label)
OURS = [m for m in MODELS if m._meta.app_label not in {"auth", "account", "auditlog"}]
SAME_IN_BOTH = {
    *("Message-ID", "Fax", "Organisation", "Association", "RIB", "Cause", "UBL 2.1", "SHA-256"),
    *(
        "Action",
        "Force majeure",
        "Actions",
        "action",
        "Contact",
        "Contacts",
        "contacts",
        "Contact technique",
        "Date",
        "PDF",
        "ICE",
    ),
    *(
        "Clause",
        "clause",
        "Description",
        "Source",
        "source",
        "Code",
        "code",
        "Type",
        "Extension",
        "Extensions",
    ),
    *(
        "extension",
        "extensions",
        "Documents",
        "Configuration",
        "CPanel",
        "Machine",
        "Machines",
        "machine",
        "machines",
        "Site",
        "Sites",
        "site",
        "sites",
        "note",
        "Message",
        "Messages",
        "position",
        "Position",
        "Total",
        "E-mail",
        "Suspensions",
        "Document",
        "Version",
        "DNSSEC",
        "TTL",
        "Mission",
        "Note",
    ),
}


class Labels(HTMLParser):
    """The words of a page that name things: headings, labels, table heads, captions, filters."""

    NAMING = {"label", "th", "h1", "h2", "h3", "caption", "summary", "legend"}

    def __init__(self, page: str):
        super().__init__()
        self.inside, self.found = False, set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        a_row = tag == "th" and (dict(attrs).get("class") or "").startswith("field-")
        self.inside = self.inside or (tag in self.NAMING and not a_row)

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in self.NAMING

    def handle_data(self, data):
        words = data.strip(" \n:\u00a0\u202f")
        if self.inside and re.search(r"[A-Za-z]{3}", words):
            self.found.add(words)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def desk(client_of, staff_user, customer, owner):
    """The manager's browser, and something of everything to look at."""
    build(customer, owner)
    for model in GROWERS:
        grow(model, customer, owner, 1)
    return client_of(staff_user)


def pages(model, **query) -> list[str]:
    """A model's list, and the page of one of its rows."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._base_manager.first()
    rows = [reverse(f"{name}_change", args=[row.pk])] if row else []
    return [reverse(f"{name}_changelist", query=query), *rows]


def read(desk, url: str, language: str) -> set[str]:
    desk.cookies["language"] = language
    answer = desk.get(url)
    assert answer.status_code == 200, url
    return Labels(answer.content.decode()).found


def test_no_label_of_the_back_office_is_left_in_english(desk):
    """What a page calls its fields in French is not what it calls them in English."""
    data = {str(row) for m in MODELS for row in m._base_manager.all()[:50]}
    left = {}
    for url in (url for model in MODELS for url in pages(model)):
        left[url] = (read(desk, url, "fr") & read(desk, url, "en")) - SAME_IN_BOTH - data
    assert {url: words for url, words in left.items() if words} == {}


def test_every_list_of_the_back_office_can_be_searched(desk):
    searched = [m for m in MODELS if admin.site._registry[m].search_fields]
    answers = {m._meta.label: desk.get(pages(m, q="argan")[0]).status_code for m in searched}
    assert answers == dict.fromkeys(answers, 200)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_that_the_back_office_shows_has_a_name_in_our_words(model, rf_of_staff):
    """A name that Django makes of a field's Python name stays English for ever."""
    desk = admin.site._registry[model]
    tables = [(desk, model), *((inline, inline.model) for inline in desk.get_inline_instances(rf_of_staff))]
    for table, shown in tables:
        names = {n for _t, facts in table.get_fieldsets(rf_of_staff) for n in _flat(facts["fields"])}
        names |= set(getattr(table, "list_display", ()))
        fields = {f.name: f for f in shown._meta.concrete_fields}
        unnamed = {n for n in names if n in fields and not isinstance(fields[n].verbose_name, Promise)}
        assert unnamed == set()


@pytest.fixture
def rf_of_staff(staff_user):
    request = RequestFactory().get("/")
    request.user = staff_user
    return request


def _flat(fields) -> list[str]:
    return [n for f in fields for n in (f if isinstance(f, list | tuple) else [f])]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_first_page_names_every_room_in_the_readers_language(desk, language):
    with translation.override(language):
        assert (
            read(desk, reverse("admin:index"), language) & read(desk, reverse("admin:index"), "en")
            <= SAME_IN_BOTH
        )


def test_a_names_contacts_are_called_by_their_roles_in_french(desk):
    desk.cookies["language"] = "fr"
    page = desk.get(pages(Domain)[1]).content.decode()
    assert "holder:" not in page
    assert "Titulaire:" in page
