"""Setting up and reissuing, as customers do it: two steps, every refusal with its way out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock, worker
from core.evidence import EvidenceRecord
from core.ports import PortRefused
from ssl_certs.flows import certificates as certificate_flow
from ssl_certs.models import Certificate, SslOrder
from tests import certificates
from tests.cast import join, person
from tests.ssl_certs.csr.keys import public_of

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 11, 23), 10)
REACHES = {"reaches": ["dns", "http", "email"]}


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def order(customer) -> SslOrder:
    return certificates.an_order(customer, NOW)


@pytest.fixture
def web(owner, client_of):
    return client_of(owner)


def page(order: SslOrder, name: str = "set_up") -> str:
    return reverse(f"ssl_certs:{name}", args=[order.public_id])


def send(web, order, name="set_up", **values):
    return web.post(page(order, name), REACHES | values)


def said(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_certificate_is_set_up_in_two_steps_without_javascript(web, order):
    pem = certificates.csr("argan.example.ma")
    first = said(web.get(page(order)))
    assert 'value="dns"' in first
    assert "argan.example.ma</textarea>" in first
    step = send(web, order, names="argan.example.ma", csr=pem)
    assert 'name="way"' in said(step)
    assert not Certificate.objects.exists()
    done = send(web, order, names="argan.example.ma", csr=pem, way="dns", auto_reissue="on")
    assert done.url == reverse("ssl_certs:tracker", args=[order.public_id])
    certificate = Certificate.objects.get()
    assert (certificate.names, certificate.methods) == (["argan.example.ma"], {"argan.example.ma": "dns"})
    assert (certificate.csr, certificate.key, certificate.days) == (pem, "P-256", 199)
    order.refresh_from_db()
    assert (order.state, order.auto_reissue) == ("validating", True)
    kept = EvidenceRecord.objects.filter(about=certificate.public_id)
    assert {"SSL-10.6", "SSL-11.3(2)", "SSL-11.3(1)"} <= set(kept.values_list("clause", flat=True))


def test_the_names_of_the_request_are_taken_where_none_is_typed(web, order):
    step = send(web, order, names="", csr=certificates.csr("www.argan.ma"))
    assert "www.argan.ma" in said(step)
    assert step.context["form"].checked.names == ("www.argan.ma",)


def test_whoever_reaches_neither_dns_nor_site_nor_mailbox_is_told_so_at_once(web, order):
    response = web.post(page(order), {"names": "argan.ma", "csr": certificates.csr("argan.ma")})
    assert "reaches" in response.context["form"].errors
    assert not Certificate.objects.exists()


def test_more_names_than_bought_are_refused_with_both_numbers(web, order):
    names = "argan.ma www.argan.ma"
    response = send(web, order, names=names, csr=certificates.csr("argan.ma", "www.argan.ma"))
    assert "2" in response.context["form"].errors["names"][0]
    assert not Certificate.objects.exists()


def test_a_wildcard_is_proven_by_dns_or_mail_never_by_a_file_and_brings_its_base_name(web, customer):
    order = certificates.an_order(customer, NOW, "positivessl-wildcard", "*.argan.ma")
    order.product.methods = ["dns", "email", "http"]  # even where staff have mistyped the product
    order.product.save()
    sent = {"names": "*.argan.ma", "csr": certificates.csr("*.argan.ma")}
    assert 'value="http" id="id_way' not in said(send(web, order, **sent))
    assert "way" in send(web, order, **sent, way="http").context["ways"].errors
    assert "way_0" in send(web, order, **sent, way="dns", way_0="http").context["ways"].errors
    send(web, order, **sent, way="dns", way_1="email:postmaster@argan.ma")
    certificate = Certificate.objects.get()
    assert certificate.methods == {"*.argan.ma": "dns", "argan.ma": "email"}
    assert certificate.validations.get(name="argan.ma").address == "postmaster@argan.ma"


def test_the_address_of_a_mail_is_one_of_five_under_a_name_of_the_order(web, order):
    sent = {"names": "www.argan.ma", "csr": certificates.csr("www.argan.ma")}
    assert "way" in send(web, order, **sent, way="email:intrus@evil.ma").context["ways"].errors
    send(web, order, **sent, way="email:hostmaster")
    assert Certificate.objects.get().validations.get().address == "hostmaster@argan.ma"


def test_from_15_march_2028_no_proof_by_mail_is_offered(web, customer):
    with clock.frozen(clock.at_local(date(2028, 3, 15), 9)):
        order = certificates.an_order(customer, clock.now())
        sent = {"names": "www.argan.ma", "csr": certificates.csr("www.argan.ma")}
        assert 'value="email:' not in said(send(web, order, **sent))
        assert "way" in send(web, order, **sent, way="email:admin").context["ways"].errors


def test_two_hundred_and_fifty_names_with_their_own_ways_fit_in_one_form(web, customer):
    order = certificates.an_order(customer, NOW, "positivessl-multi", "é0.argan.ma", names_bought=250)
    names = "\n".join(f"é{n}.argan.ma" for n in range(250)) + "\nÉ1.ARGAN.MA."
    sent = {"names": names, "csr": certificates.csr("argan.ma")}
    step = send(web, order, **sent)
    assert len(step.context["ways"].own) == 250
    own = {f"way_{n}": "http" for n in range(100)}
    assert send(web, order, **sent, way="dns", **own).status_code == 302
    assert sorted(Certificate.objects.get().methods.values()).count("http") == 100


def test_a_second_request_is_not_begun_while_the_first_one_runs(web, order):
    sent = {"names": "argan.ma", "csr": certificates.csr("argan.ma"), "way": "dns"}
    send(web, order, **sent)
    again = send(web, order, **sent)
    assert again.url == reverse("ssl_certs:tracker", args=[order.public_id])
    assert Certificate.objects.count() == 1


def test_two_clicks_at_once_begin_one_certificate(web, order, monkeypatch):
    sent = {"names": "argan.ma", "csr": certificates.csr("argan.ma"), "way": "dns"}
    send(web, order, **sent)
    monkeypatch.setattr("ssl_certs.csr.asking.under_way", lambda order: None)  # both saw that nothing ran
    again = send(web, order, **sent)
    assert again.context["ways"].non_field_errors()
    assert Certificate.objects.count() == 1


def test_a_reissue_is_prefilled_free_and_leaves_the_year_as_it_is(web, customer):
    live = certificates.an_issued(customer, NOW)
    shown = said(web.get(page(live.order, "reissue")))
    assert "argan.example.ma" in shown
    assert "C-09" in shown
    assert "renew" not in shown.lower()
    sent = {"names": "argan.example.ma", "csr": certificates.csr("argan.example.ma"), "way": "dns"}
    send(web, live.order, "reissue", **sent)
    new = Certificate.objects.get(replaces=live)
    assert new.order.term_ends_on == date(2027, 11, 23)
    assert new.order.state == "active"


def test_a_reissue_may_keep_the_key_and_says_that_a_new_one_is_safer(web, customer):
    live = certificates.an_issued(customer, NOW)
    sent = {"names": "argan.example.ma", "same_key": "on"}
    step = send(web, live.order, "reissue", **sent)
    assert "same_key" in {r.code for r in step.context["form"].checked.remarks}
    send(web, live.order, "reissue", **sent, way="dns")
    assert Certificate.objects.get(replaces=live).key_digest == live.key_digest


def test_a_reissue_keeps_the_main_name_so_that_one_order_is_not_many_certificates(web, customer):
    live = certificates.an_issued(customer, NOW)
    response = send(web, live.order, "reissue", names="autre.ma", csr=certificates.csr("autre.ma"))
    assert "argan.example.ma" in response.context["form"].errors["names"][0]


def test_a_certificate_that_expired_inside_its_year_can_still_be_reissued(web, customer):
    live = certificates.an_issued(customer, NOW)
    later = live.not_after + timedelta(days=10)
    worker.settle(later)
    with clock.frozen(later):
        sent = {"names": "argan.example.ma", "csr": certificates.csr("argan.example.ma"), "way": "dns"}
        assert send(web, live.order, "reissue", **sent).status_code == 302
    assert Certificate.objects.exclude(pk=live.pk).get().state == "requesting"


@pytest.mark.parametrize("state", ["cancelled", "expired", "revoked", "terminated"])
def test_an_order_that_has_ended_is_neither_set_up_nor_reissued(web, order, state):
    SslOrder.objects.filter(pk=order.pk).update(state=state, term_ends_on=date(2027, 1, 1))
    for name in ("set_up", "reissue"):
        assert web.get(page(order, name)).url == order.get_absolute_url()
        assert send(web, order, name, csr=certificates.csr("argan.ma"), way="dns").status_code == 302
    assert not Certificate.objects.exists()


def test_each_page_leads_to_the_one_that_fits_the_order(web, order, customer):
    assert web.get(page(order, "reissue")).url == page(order)
    live = certificates.an_issued(customer, NOW, "autre.example.ma")
    assert web.get(page(live.order)).url == page(live.order, "reissue")


def test_a_key_revoked_because_others_know_it_is_never_certified_again(web, order, other_customer):
    gone = certificates.an_issued(other_customer, NOW, "volé.ma".encode("idna").decode())
    Certificate.objects.filter(pk=gone.pk).update(revocation_reason=Certificate.Reason.KEY_COMPROMISE)
    response = send(web, order, names="argan.ma", csr=gone.csr)
    assert response.context["form"].errors["csr"]
    assert not Certificate.objects.filter(order=order).exists()


def test_an_authority_that_reads_the_names_in_the_request_gets_exactly_those(web, order, monkeypatch):
    """RFC 8555 7.4: a request for other names would be refused by the authority, after the customer has waited."""
    monkeypatch.setattr(
        "ssl_certs.authority.sandbox.SandboxAuthority.names_from_request", True, raising=False
    )
    wrong = send(web, order, names="argan.ma", csr=certificates.csr("www.argan.ma"))
    told = wrong.context["form"].errors["names"][0]
    assert "www.argan.ma" in told
    assert "argan.ma" in told
    assert 'name="way"' in said(send(web, order, names="argan.ma", csr=certificates.csr("argan.ma")))


def test_for_that_authority_the_base_name_of_a_wildcard_gives_way_where_the_request_lacks_it(
    web, customer, monkeypatch
):
    monkeypatch.setattr(
        "ssl_certs.authority.sandbox.SandboxAuthority.names_from_request", True, raising=False
    )
    order = certificates.an_order(customer, NOW, "positivessl-wildcard", "*.argan.ma")
    step = send(web, order, names="*.argan.ma", csr=certificates.csr("*.argan.ma"))
    checked = step.context["form"].checked
    assert checked.names == ("*.argan.ma",)
    assert "base_left_out" in {r.code for r in checked.remarks}


def test_going_back_to_the_first_step_keeps_what_was_typed(web, order):
    pem = certificates.csr("argan.ma")
    shown = said(send(web, order, names="argan.ma", csr=pem, way="dns", back="1"))
    assert "argan.ma</textarea>" in shown
    assert pem.splitlines()[1] in shown
    assert not Certificate.objects.exists()


def test_a_weak_request_is_given_back_to_be_looked_at_and_nothing_else_is(web, order):
    weak = certificates.csr("argan.ma", key=certificates.rsa_key(1024))
    assert weak.splitlines()[2] in said(send(web, order, csr=weak))
    assert "c2VjcmV0" not in said(send(web, order, csr="c2VjcmV0IGRlIGZhYnJpcXVl" * 4))


def test_only_who_manages_technical_matters_may_ask(client_of, customer, order):
    reader = person("lecture@argan.example")
    join(reader, customer, "read_only")
    assert client_of(reader).get(page(order)).status_code == 403


def test_another_customers_order_is_not_found(client_of, stranger, order):
    for name in ("set_up", "reissue"):
        assert client_of(stranger).get(page(order, name)).status_code == 404
        assert client_of(stranger).post(page(order, name), {}).status_code == 404


def test_the_public_key_of_the_certificate_is_the_one_of_the_request(web, order):
    pem = certificates.csr("argan.example.ma", key=certificates.rsa_key())
    send(web, order, csr=pem, way="dns")
    worker.settle(NOW)
    certificates.proven(Certificate.objects.get(), NOW)
    worker.settle(NOW)
    assert public_of(Certificate.objects.get().pem) == public_of(pem)


def test_wrong_names_are_told_together_with_a_wrong_request(web, order):
    errors = send(web, order, names="localhost a_b.ma", csr="bonjour").context["form"].errors
    assert len(errors["names"]) == 2
    assert errors["csr"]


def test_a_reissue_refused_by_the_authority_after_the_last_one_expired_leaves_the_year_as_it_is(
    web, customer
):
    live = certificates.an_issued(customer, NOW)
    later = live.not_after + timedelta(days=10)
    worker.settle(later)
    with clock.frozen(later):
        sent = {"names": "argan.example.ma", "csr": certificates.csr("argan.example.ma"), "way": "dns"}
        send(web, live.order, "reissue", **sent)
        new = Certificate.objects.exclude(pk=live.pk).get()
        certificate_flow.verbs["refuse"](new, certificates.act(later), refusal=PortRefused("no", "caa"))
    new.order.refresh_from_db()
    assert (new.state, new.order.state) == ("refused", "reissue_due")
