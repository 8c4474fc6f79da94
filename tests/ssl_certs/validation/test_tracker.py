"""The tracker: each name with its proof, checked, changed, sent again; and nobody else's (SSL-10.4a, SSL-A2-1.1)."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, worker
from core.transitions import NotAllowed
from ssl_certs import methods
from ssl_certs.authority import Progress, authority_for
from ssl_certs.authority.port import Challenge
from ssl_certs.lifecycle import calls, choosing, proving
from ssl_certs.terms import HANDLING, VALIDATION
from tests.certificates import act

from .conftest import NOW, row_of, validating

pytestmark = pytest.mark.django_db
HOST = "argan.example.ma"


@pytest.fixture(autouse=True)
def no_checks_yet():
    cache.clear()


@pytest.fixture
def certificate(customer):
    return validating(customer, HOST)


def page(client, certificate, language: str = "en") -> str:
    client.cookies["language"] = language
    return client.get(reverse("ssl_certs:tracker", args=[certificate.order.public_id])).content.decode()


# --- what it shows --------------------------------------------------------------------------------------
def test_the_exact_record_can_be_copied(client_of, owner, certificate):
    row = row_of(certificate)
    shown = page(client_of(owner), certificate)
    assert f'data-copy="{row.host}"' in shown
    assert f'data-copy="{row.value}"' in shown
    assert "for you to do" in shown
    assert "SSL-A2-1.1" in shown
    assert "renew" not in shown.lower().replace("renewal_information", "")


def test_the_exact_file_can_be_copied(client_of, owner, customer):
    row = row_of(validating(customer, HOST, method="http"))
    shown = page(client_of(owner), row.certificate)
    assert f'data-copy="http://{HOST}{row.path}"' in shown
    assert f'data-copy="{row.value}"' in shown


def test_what_the_authority_says_is_shown_as_it_said_it_and_never_as_markup(client_of, owner, certificate):
    row = row_of(certificate)
    proving.fail(row, act(NOW), challenge=Challenge(HOST, "dns", problem="<b>found</b> nothing"))
    shown = page(client_of(owner), certificate)
    assert "&lt;b&gt;found&lt;/b&gt; nothing" in shown


def test_the_page_looks_again_by_itself_only_while_something_moves(client_of, owner, certificate):
    client = client_of(owner)
    assert "hx-trigger" not in page(client, certificate)
    proving.submit_names(certificate, act(NOW))
    assert "hx-trigger" in page(client, certificate)


def test_the_page_of_an_order_not_yet_set_up_leads_to_setting_it_up(client_of, owner, customer):
    from tests import certificates

    order = certificates.an_order(customer, NOW)
    shown = client_of(owner).get(reverse("ssl_certs:tracker", args=[order.public_id])).content.decode()
    assert reverse("ssl_certs:set_up", args=[order.public_id]) in shown


def test_the_questions_of_the_page_do_not_grow_with_its_names(client_of, owner, customer):
    few = validating(customer, HOST)
    many = validating(
        customer, *(f"n{n}.example.ma" for n in range(60)), code="positivessl-multi", names_bought=60
    )
    client = client_of(owner)
    page(client, few)
    with CaptureQueriesContext(connection) as asked:
        page(client, few)
    with CaptureQueriesContext(connection) as asked_of_many:
        page(client, many)
    assert len(asked_of_many) == len(asked)


# --- check now ------------------------------------------------------------------------------------------
def test_check_now_of_one_name_leaves_the_others_alone(client_of, owner, customer):
    certificate = validating(
        customer, "a.example.ma", "b.example.ma", code="positivessl-multi", names_bought=3
    )
    row = row_of(certificate, "a.example.ma")
    client_of(owner).post(reverse("ssl_certs:check_name", args=[row.public_id]))
    assert set(certificate.validations.values_list("name", "state")) == {
        ("a.example.ma", "submitted"),
        ("b.example.ma", "waiting"),
    }
    worker.settle(NOW)
    assert row_of(certificate, "a.example.ma").state == "valid"


def test_check_now_of_all_names_issues_the_certificate(client_of, owner, customer):
    certificate = validating(
        customer, "a.example.ma", "b.example.ma", code="positivessl-multi", names_bought=3
    )
    client_of(owner).post(reverse("ssl_certs:check_names", args=[certificate.order.public_id]))
    worker.settle(NOW)
    certificate.refresh_from_db()
    assert certificate.state == "issued"


def test_nothing_is_looked_for_inside_a_request(client_of, owner, world, certificate):
    """A request sets the intent; the worker speaks to the outside world."""
    before = len(world.asked)
    client_of(owner).post(reverse("ssl_certs:check_name", args=[row_of(certificate).public_id]))
    assert len(world.asked) == before
    worker.settle(NOW)
    assert len(world.asked) > before


def test_checks_of_an_order_are_counted(client_of, owner, certificate):
    client = client_of(owner)
    url = reverse("ssl_certs:check_names", args=[certificate.order.public_id])
    for _n in range(VALIDATION.checks_an_hour):
        client.post(url)
    client.cookies["language"] = "en"
    assert "many checks in a short time" in client.post(url, follow=True).content.decode()


def test_when_nothing_is_open_check_now_says_so(client_of, owner, certificate):
    client, url = client_of(owner), reverse("ssl_certs:check_names", args=[certificate.order.public_id])
    client.post(url)
    client.cookies["language"] = "en"
    assert "nothing to be checked" in client.post(url, follow=True).content.decode()


def test_who_may_only_look_cannot_check_or_change(client_of, customer, certificate):
    from accounts.roles import Role
    from tests.cast import join, person

    reader = person("reader@argan.example")
    join(reader, customer, Role.READ_ONLY)
    client, row = client_of(reader), row_of(certificate)
    assert "check now" not in page(client, certificate)
    for name in ("check_name", "change_method", "resend_mail"):
        assert client.post(reverse(f"ssl_certs:{name}", args=[row.public_id])).status_code == 403


def test_another_customer_finds_nothing(client_of, stranger, certificate):
    client, row = client_of(stranger), row_of(certificate)
    order = certificate.order.public_id
    assert client.get(reverse("ssl_certs:tracker", args=[order])).status_code == 404
    assert client.post(reverse("ssl_certs:check_names", args=[order])).status_code == 404
    for name in ("check_name", "change_method", "resend_mail"):
        assert client.post(reverse(f"ssl_certs:{name}", args=[row.public_id])).status_code == 404
    assert row_of(certificate).state == "waiting"


# --- another way ----------------------------------------------------------------------------------------
def test_another_way_is_carried_to_the_authority_by_the_next_call(client_of, owner, certificate):
    row = row_of(certificate)
    url = reverse("ssl_certs:change_method", args=[row.public_id])
    client_of(owner).post(url, {"method": "email", "address": "webmaster@example.ma"})
    certificate.refresh_from_db()
    assert calls.wanted_of(certificate).methods == {HOST: "email"}
    assert calls.wanted_of(certificate).addresses == {HOST: "webmaster@example.ma"}
    assert row_of(certificate).value == ""
    worker.settle(NOW)
    row = row_of(certificate)
    assert (row.method, row.address, row.state) == ("email", "webmaster@example.ma", "waiting")


def test_a_wildcard_is_never_proven_by_a_file(client_of, owner, customer):
    """Guard 9; facts C."""
    certificate = validating(customer, "*.example.ma", "example.ma", code="positivessl-wildcard")
    row = row_of(certificate, "*.example.ma")
    url = reverse("ssl_certs:change_method", args=[row.public_id])
    assert 'value="http"' not in client_of(owner).get(url).content.decode()
    assert client_of(owner).post(url, {"method": "http"}).status_code == 200
    with pytest.raises(NotAllowed, match="wildcard"):
        choosing.change_method(row, act(NOW), "http")
    assert row_of(certificate, "*.example.ma").method == "dns"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "omar@example.ma",
        "admin@other.ma",
        "admin@ma",
        "admin@argan.example.ma\nBcc: x@y.z",
        "ADMIN@example.ma",
    ],
)
def test_mail_goes_to_a_constructed_address_or_nowhere(client_of, owner, certificate, address):
    row = row_of(certificate)
    url = reverse("ssl_certs:change_method", args=[row.public_id])
    answer = client_of(owner).post(url, {"method": "email", "address": address})
    assert answer.status_code == 200
    assert row_of(certificate).method == "dns"


def test_the_five_addresses_stand_at_the_name_and_each_parent_that_can_be_registered():
    found = methods.addresses_for("*.shop.argan.co.ma")
    assert len(found) == 10
    assert found[0] == "admin@argan.co.ma"
    assert "postmaster@shop.argan.co.ma" in found
    assert not [one for one in found if one.endswith("@co.ma")]


def test_mail_is_no_proof_any_more_from_march_2028(customer, certificate):
    """Facts C: constructed addresses are forbidden from 2028-03-15."""
    row = row_of(certificate)
    ides = datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    assert "email" not in methods.methods_for(certificate.order, HOST, ides.date())
    with pytest.raises(NotAllowed, match="e-mail"):
        choosing.change_method(row, act(ides), "email", "admin@example.ma")


def test_the_way_of_a_proven_name_is_not_changed(certificate):
    proving.submit_names(certificate, act(NOW))
    row = row_of(certificate)
    proving.prove(row, act(NOW))
    with pytest.raises(NotAllowed):
        choosing.change_method(row, act(NOW), "http")


def test_an_answer_that_was_under_way_does_not_undo_the_change(certificate):
    """The authority was asked before the customer chose another way, and answers afterwards."""
    row, asked_at = row_of(certificate), NOW - timedelta(seconds=5)
    late = Progress("", (Challenge(HOST, "dns", host=row.host, record="TXT", value="old"),))
    choosing.change_method(row, act(NOW), "http")
    certificate.refresh_from_db()
    proving.take(certificate, late, act(asked_at))
    assert row_of(certificate).method == "http"


# --- mail once more -------------------------------------------------------------------------------------
def test_the_authority_is_asked_to_write_again_once_in_a_while(client_of, owner, customer, monkeypatch):
    certificate = validating(customer, HOST, method="email")
    row, sent = row_of(certificate), []
    adapter = type(authority_for(certificate.authority))
    monkeypatch.setattr(
        adapter, "resend", lambda self, wanted, names, now: sent.append(list(names)), raising=False
    )
    client, url = client_of(owner), reverse("ssl_certs:resend_mail", args=[row.public_id])
    client.post(url)
    worker.settle(NOW)
    assert sent == [[HOST]]
    row = row_of(certificate)
    assert (row.resend_at, row.resent_at) == (None, NOW)
    with pytest.raises(NotAllowed, match="just been asked"):
        choosing.resend(row, act(NOW))
    choosing.resend(row, act(NOW + VALIDATION.resend_after))


def test_where_the_authority_cannot_write_again_no_button_says_so(client_of, owner, customer, monkeypatch):
    certificate = validating(customer, HOST, method="email")
    monkeypatch.setattr(choosing, "can_resend", lambda certificate: False)
    assert "Send the mail again" not in page(client_of(owner), certificate)
    with pytest.raises(NotAllowed):
        choosing.resend(row_of(certificate), act(NOW))


# --- tokens ---------------------------------------------------------------------------------------------
def test_an_expired_token_is_said_to_be_so_and_replaced(client_of, owner, certificate):
    """A random value lives thirty days at most (facts C)."""
    row = row_of(certificate)
    later = row.expires_at + timedelta(minutes=1)
    with clock.frozen(later):
        assert "has expired" in page(client_of(owner), certificate)
    worker.settle(later)
    certificate.refresh_from_db()
    assert certificate.state == "validating"
    assert row_of(certificate).state == "waiting"
    assert row.expires_at <= NOW + HANDLING.token_life
