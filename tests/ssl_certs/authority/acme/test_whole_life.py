"""An order's life at real authorities: set up, proven, issued, reissued, revoked, through outages and mistakes."""

from datetime import datetime, timedelta

import pytest

from core import clock, worker
from core.models import Attention
from notifications.models import Email
from ssl_certs import issued
from ssl_certs.flows import certificates, orders, validations
from ssl_certs.lifecycle import calls, issuing, reissuing
from ssl_certs.lifecycle.revoking import revoke
from ssl_certs.models import AuthorityAccount, Certificate, SslOrder
from tests.authorities import BLOCKED, CODES, LIFE
from tests.certificates import act, an_order, proven, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.processes]
MULTI, WILDCARD = "positivessl-multi", "positivessl-wildcard"


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def set_up(customer, now, names_of_the_world):
    """An order set up for names: its certificate as the authority has answered."""

    def begun(*names: str, code: str = "positivessl", method: str = "dns", auto: bool = False) -> Certificate:
        order = an_order(customer, now, code, names[0], names_bought=len(names))
        certificate = issuing.begin(order, wanted(*names, method=method, auto=auto), act(now))
        return after(certificate, now)

    return begun


@pytest.fixture
def place(names_of_the_world):
    """Put in place what the rows of a certificate ask for, and say so."""

    def placed(certificate: Certificate, at: datetime) -> Certificate:
        for row in certificate.validations.exclude(state="valid"):
            names_of_the_world.place(row)
        proven(certificate, at)
        return after(certificate, at)

    return placed


def after(certificate: Certificate, at: datetime) -> Certificate:
    """The certificate once all that is due then has been done."""
    worker.settle(at)
    return Certificate.objects.select_related(*Certificate.schedule_related).get(pk=certificate.pk)


def kinds(certificate: Certificate) -> list[str]:
    """The mails about its order, in order."""
    sent = Email.objects.filter(
        about=certificate.order.public_id, to=certificate.order.customer.billing_email
    )
    return [kind.removeprefix("ssl_certs.") for kind in sent.order_by("pk").values_list("kind", flat=True)]


def unheard(certificate: Certificate, world, at: datetime) -> str:
    """The authority issues it and we are killed before its answer is kept: the serial number."""
    world.place(certificate.validations.get())
    certificate.validations.update(state="submitted")
    return issued.read(calls._advance(certificate, act(at)).issued).serial


@pytest.mark.parametrize(
    ("names", "code", "method"),
    [
        (["un.example.ma"], "positivessl", "dns"),
        (["fichier.example.ma"], "positivessl", "http"),
        (["*.etoile.example.ma", "etoile.example.ma"], WILDCARD, "dns"),
        (["a.example.ma", "b.example.ma", "xn--caf-dma.example.ma"], MULTI, "dns"),
    ],
)
def test_from_the_customers_key_to_his_certificate(pebble, set_up, place, now, names, code, method):
    certificate = set_up(*names, code=code, method=method)
    assert (certificate.state, certificate.validations.exclude(value="").count()) == (
        "validating",
        len(names),
    )
    certificate = place(certificate, now)
    assert (certificate.state, certificate.order.state) == ("issued", "active")
    assert pebble.status(certificate.serial)["Status"] == "Valid"
    assert kinds(certificate) == ["instructions", "issued"]


def test_an_authority_that_has_renewal_information_says_when_the_reissue_is_due(
    acme2certifier, set_up, place, now
):
    certificate = place(set_up("ari.example.ma"), now)
    half = certificate.not_before + (certificate.not_after - certificate.not_before) / 2
    usual = certificate.order.live_until - timedelta(days=20)
    assert certificate.order.reissue_on == min(clock.local_date(half), usual)
    assert certificate.next_action_at == now + timedelta(hours=6)


def test_a_certificate_of_five_minutes_expires_and_its_reissue_is_due_the_next_morning(
    pebble, set_up, place, now
):
    certificate = after(place(set_up("court.example.ma"), now), now + timedelta(seconds=LIFE + 30))
    assert (certificate.state, certificate.order.state) == ("expired", "active")
    certificate = after(certificate, now + timedelta(days=2))
    assert certificate.order.state == "reissue_due"
    assert kinds(certificate)[-1] == "reissue_due"


def test_one_that_has_expired_inside_the_year_is_reissued_all_the_same(pebble, set_up, place, now):
    first = after(place(set_up("encore.example.ma"), now), now + timedelta(days=2))
    later = now + timedelta(days=2)
    second = issuing.begin(first.order, wanted("encore.example.ma"), act(later))
    second = after(second, later)
    assert second.state == "issued"  # proven before: the authority does not ask again
    assert second.order.state == "active"


def test_a_reissue_takes_the_place_of_the_one_before(pebble, set_up, place, now):
    first = place(set_up("suite.example.ma"), now)
    again = issuing.begin(first.order, reissuing.same_again(first.order, first), act(now))
    again = after(again, now)
    first.refresh_from_db()
    assert (again.state, first.state) == ("issued", "replaced")
    assert again.serial != first.serial
    assert SslOrder.objects.get().certificates.count() == 2


def test_it_is_revoked_with_the_customers_reason_and_he_sees_three_instants(pebble, set_up, place, now):
    certificate = place(set_up("fin.example.ma"), now)
    revoke(certificate, act(now), code=Certificate.Reason.KEY_COMPROMISE)
    certificate = after(certificate, now)
    assert certificate.state == "revoked"
    instants = (certificate.revocation_requested_at, certificate.revocation_sent_at, certificate.revoked_at)
    assert None not in instants
    assert pebble.status(certificate.serial)["Reason"] == 1


def test_a_wrong_answer_is_told_with_the_new_value_and_once_mended_it_is_issued(
    pebble, set_up, place, now, names_of_the_world
):
    certificate = set_up("bien.example.ma", "mal.example.ma", code=MULTI)
    wrong = certificate.validations.get(name="mal.example.ma")
    names_of_the_world.place(certificate.validations.get(name="bien.example.ma"))
    names_of_the_world.record(wrong.host, "something-else")
    proven(certificate, now)
    certificate = after(certificate, now)
    failed = certificate.validations.get(name="mal.example.ma")
    assert (certificate.state, failed.state, failed.value != wrong.value) == ("validating", "failed", True)
    assert failed.problem
    assert certificate.validations.get(name="bien.example.ma").state == "valid"
    assert kinds(certificate) == ["instructions", "name_failed"]
    names_of_the_world.tell("clear-txt", host=f"{wrong.host}.")
    assert place(certificate, now + timedelta(minutes=1)).state == "issued"


def test_names_that_must_be_proven_anew_after_anothers_failure_are_told_their_new_values(
    pebble, set_up, place, now, names_of_the_world
):
    certificate = set_up("attend.example.ma", "mal2.example.ma", code=MULTI)
    old = certificate.validations.get(name="attend.example.ma")
    validations.verbs["submit"](certificate.validations.get(name="mal2.example.ma"), act(now))
    certificate = after(certificate, now + timedelta(minutes=1))
    waiting = certificate.validations.get(name="attend.example.ma")
    assert (waiting.state, waiting.value != old.value) == ("waiting", True)
    assert kinds(certificate) == ["instructions", "name_failed", "instructions"]
    told = Email.objects.filter(kind="ssl_certs.instructions").order_by("pk").last()
    assert waiting.value in told.text
    assert place(certificate, now + timedelta(minutes=2)).state == "issued"


def test_down_for_two_days_in_the_middle_of_an_order_nothing_is_lost(pebble, set_up, place, now, settings):
    certificate = set_up("panne.example.ma")
    pebble.process.send_signal(19)
    url = AuthorityAccount.objects.get().url
    try:
        impatient = {**pebble.entry, "connect_seconds": 0.2, "answer_seconds": 0.2}
        settings.AUTHORITIES = dict.fromkeys(CODES, impatient)
        certificate.validations.update(state="submitted")
        for hours in (1, 12, 24, 36, 48):
            certificate = after(certificate, now + timedelta(hours=hours))
            assert certificate.state in ("requesting", "validating")
        assert "PortUnavailable" in certificate.call_error
        assert Attention.objects.filter(queue="port").exists()
    finally:
        pebble.process.send_signal(18)
    settings.AUTHORITIES = dict.fromkeys(CODES, pebble.entry)
    certificate = after(certificate, now + timedelta(hours=56))
    assert certificate.state == "validating"
    certificates.verbs["look_now"](certificate, act(now + timedelta(hours=57)))
    certificate = place(certificate, now + timedelta(hours=57))
    assert (certificate.state, certificate.call_error) == ("issued", "")
    assert AuthorityAccount.objects.get().url == url


def test_an_authority_that_forgets_everything_asks_for_new_proofs_and_says_so(pebble, set_up, place, now):
    certificate = set_up("oubli.example.ma")
    old = certificate.validations.get().value
    pebble.stop()
    pebble.start()
    proven(certificate, now + timedelta(minutes=1))
    certificate = after(certificate, now + timedelta(minutes=1))
    assert certificate.validations.get().value != old
    assert kinds(certificate) == ["instructions", "instructions"]
    assert place(certificate, now + timedelta(minutes=2)).state == "issued"


def test_a_blocked_name_refuses_the_certificate_in_words_and_the_order_can_be_set_up_again(
    pebble, set_up, now, place
):
    certificate = set_up(BLOCKED)
    assert (certificate.state, certificate.refusal_code) == ("refused", "rejectedIdentifier")
    assert (certificate.order.state, kinds(certificate)) == ("refused", ["refused"])
    assert BLOCKED in certificate.refusal
    other = issuing.begin(certificate.order, wanted("permis.example.ma"), act(now))
    assert place(after(other, now), now).state == "issued"


def test_an_account_that_is_refused_is_for_staff_and_refuses_nobodys_certificate(pebble, set_up, settings):
    entry = {k: v for k, v in pebble.entry.items() if not k.startswith("eab")}
    settings.AUTHORITIES = dict.fromkeys(CODES, entry)
    certificate = set_up("patience.example.ma")
    assert certificate.state == "requesting"
    assert Attention.objects.filter(queue="ssl_authority").exists()
    assert kinds(certificate) == []


def test_cancelled_while_it_is_validated_the_authority_has_nothing_open_any_more(pebble, set_up, now):
    certificate = set_up("annule.example.ma")
    orders.verbs["cancel"](certificate.order, act(now))
    certificate = after(certificate, now)
    assert certificate.state == "abandoned"


def test_cancelled_when_it_has_just_been_issued_it_is_revoked(pebble, set_up, now, names_of_the_world):
    """A kill after the authority has issued and before we have heard: the certificate is found, and revoked (C-08)."""
    certificate = set_up("course.example.ma")
    assert unheard(certificate, names_of_the_world, now)
    orders.verbs["cancel"](certificate.order, act(now))
    certificate = after(certificate, now)
    assert certificate.state == "revoked"
    assert pebble.status(certificate.serial)["Status"] == "Revoked"


def test_issued_and_not_heard_of_it_is_fetched_at_the_next_turn(pebble, set_up, now, names_of_the_world):
    certificate = set_up("silence.example.ma")
    serial = unheard(certificate, names_of_the_world, now)
    certificates.verbs["look_now"](certificate, act(now))
    certificate = after(certificate, now)
    assert (certificate.state, certificate.serial) == ("issued", serial)
