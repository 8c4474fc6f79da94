"""Which registry answers for an extension; what its settings lack is named; what was said is kept for a time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from domains.models import RegistryExchange
from domains.registry import choosing, exchanges, registry_for
from domains.registry.epp.adapter import EppRegistry
from domains.registry.epp.config import Misconfigured, connection
from domains.registry.epp.terms import EPP
from domains.registry.exchanges import Book, Exchange
from domains.registry.looks import LookFirst
from domains.registry.manual import ManualRegistry
from tests.names import a_customer, registered

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
GTLD = {
    "adapter": "epp",
    "extensions": ["com", "net"],
    "host": "epp.example",
    "clid": "atlas",
    "password": "p4ss",
}


@pytest.fixture(autouse=True)
def _registries(settings):
    settings.REGISTRIES = {"anrt": {"adapter": "manual", "extensions": ["ma"]}, "gtld": dict(GTLD)}
    settings.REGISTRY_ADAPTER = "sandbox"


def test_each_extension_has_its_registry():
    assert isinstance(registry_for("com"), EppRegistry)
    assert registry_for("com").pool is registry_for("net").pool, "one registry, one set of sessions"
    assert isinstance(registry_for("ma"), ManualRegistry)
    assert isinstance(registry_for("org"), LookFirst)


def test_one_registry_may_speak_for_all_others(settings):
    settings.REGISTRIES = {"all": {**GTLD, "extensions": ["*"]}}
    settings.REGISTRY_ADAPTER = "epp"
    assert isinstance(registry_for("org"), EppRegistry)
    assert choosing.faults() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"host": ""}, "«host» is missing"),
        ({"password": ""}, "«password» is missing"),
        ({"port": "seven"}, "port is 'seven'; it must be a number"),
        ({"check_hostname": "no"}, "it must be true or false"),
        ({"roles": ["owner"]}, "roles has 'owner'; known: registrant"),
        ({"hosts": "both"}, "known: auto, objects, attributes"),
        ({"hots": "objects"}, "«hots» is no setting"),
        ({"ca_file": "nowhere.pem"}, "ca_file names nowhere.pem, which is not there"),
        ({"adapter": "pigeon"}, "the adapter is «pigeon»; known: sandbox, manual, epp"),
        ({"extensions": []}, "it names no extension"),
        ({"extensions": ["ma"]}, ".ma is named by anrt and by gtld"),
    ],
)
def test_what_an_entry_lacks_is_named(settings, change, said):
    settings.REGISTRIES["gtld"] |= change
    assert any(said in fault.msg for fault in choosing.faults())


def test_a_complete_entry_has_no_fault(settings, tmp_path):
    (tmp_path / "password").write_text("from a file\n")
    entry = {k: v for k, v in GTLD.items() if k != "password"} | {"password_file": str(tmp_path / "password")}
    settings.REGISTRIES["gtld"] = entry
    assert choosing.faults() == []
    assert registry_for("com").connection.password == "from a file"


def test_the_sandbox_is_no_registry_for_production(settings):
    settings.DEMO, settings.REGISTRIES = False, {"play": {"adapter": "sandbox", "extensions": ["com"]}}
    assert any("registers no name really" in fault.msg for fault in choosing.faults())


def test_epp_without_an_entry_is_said(settings):
    settings.REGISTRIES, settings.REGISTRY_ADAPTER = {}, "epp"
    with pytest.raises(ImproperlyConfigured, match="no entry of REGISTRIES names it"):
        registry_for("com")
    assert [fault.id for fault in choosing.faults()] == ["domains.E003"]


def test_a_wrong_entry_is_refused_in_words_and_no_password_is_shown():
    with pytest.raises(Misconfigured, match="«clid» is missing"):
        connection("gtld", {"host": "h", "password": "p4ss"})
    assert "p4ss" not in repr(connection("gtld", {"host": "h", "clid": "c", "password": "p4ss"}))


# --- the book -------------------------------------------------------------------------------------------
def exchange(number=1, **facts):
    known = {
        "registry": "gtld", "command": "domain:create", "name": "atlas.com", "reference": "dom_1",
        "cltrid": f"id-{number}", "at": NOW, "changes": True, "request": "<epp/>",
    }  # fmt: skip
    return Exchange(**known | facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "whose"), [(1000, "dom_1"), (1001, "dom_1"), (None, "dom_1"), (2400, "dom_1"), (2302, "")]
)
def test_a_name_is_whose_it_was_made_for_unless_that_was_refused(code, whose):
    book, made = Book(), exchange()
    book.sent(made)
    made.code = code
    book.answered(made)
    assert book.reference_of("atlas.com") == whose
    assert RegistryExchange.objects.count() == 1


@pytest.mark.django_db
def test_the_newest_registration_counts():
    for number in (1, 2):
        Book().sent(exchange(number, reference=f"dom_{number}"))
    assert Book().reference_of("atlas.com") == "dom_2"


@pytest.mark.django_db
def test_a_transferred_name_is_whose_the_portal_says(settings):
    settings.REGISTRIES = {}
    Book().sent(exchange(command="domain:transfer request", reference="trf_1"))
    assert Book().reference_of("atlas.com") == "trf_1"
    domain = registered("atlas.com", date(2027, 11, 22), a_customer())
    assert Book().reference_of("atlas.com") == domain.public_id


@pytest.mark.django_db
def test_exchanges_are_kept_for_their_time_and_not_longer():
    ages = {"kept": EPP.exchanges_kept - timedelta(days=1), "gone": EPP.exchanges_kept + timedelta(days=1)}
    for which, age in ages.items():
        Book().sent(exchange(which, at=NOW - age))
    book = Book()
    for which, age in {"asked": timedelta(0), "old": EPP.questions_kept + timedelta(days=1)}.items():
        book.answered(exchange(which, at=NOW - age, changes=False, command="domain:info"))
    assert RegistryExchange.objects.count() == 2, "questions are gathered"
    book.flush()
    assert exchanges.forget(NOW) == 2
    assert {row.cltrid for row in RegistryExchange.objects.all()} == {"id-kept", "id-asked"}


@pytest.mark.django_db
def test_staff_read_an_exchange_and_change_nothing(admin_client):
    Book().sent(exchange(request="<epp><pw>***</pw></epp>"))
    row = RegistryExchange.objects.get()
    page = admin_client.get(reverse("admin:domains_registryexchange_change", args=[row.pk]))
    assert page.status_code == 200
    assert "&lt;pw&gt;***&lt;/pw&gt;" in page.content.decode()
    assert admin_client.get(reverse("admin:domains_registryexchange_add")).status_code == 403
    delete = reverse("admin:domains_registryexchange_delete", args=[row.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403
