"""Marketing (SSL-11.3(8), law 09-08, art. 10): nothing is written without consent; the way out is one click."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import MarketingConsent
from accounts.privacy import consents
from core import clock
from core.acts import Act
from notifications import marketing, outbox, rendering, sending
from notifications.mime import message_bytes
from notifications.models import Email
from notifications.rendering import Written

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def offer(monkeypatch, owner):
    """A mail of an invented campaign."""
    monkeypatch.setattr(rendering, "write", lambda *args: Written("Offer", "An offer.", "<p>An offer.</p>"))

    def write(key: str = "offer") -> Email:
        return outbox.queue("accounts.marketing_offer", to=owner.email, language="fr", context={},
                            about=owner.public_id, key=key, now=NOW)  # fmt: skip

    return write


def test_consent_is_off_by_default_and_without_it_no_offer_is_written(offer, owner):
    assert not consents.agrees(owner)
    with pytest.raises(marketing.NotConsented):
        offer()
    assert not Email.objects.exists()


def test_an_offer_carries_the_way_out_that_withdraws_at_once_without_signing_in(offer, owner, client_of):
    client = client_of(owner)
    with clock.frozen(NOW):
        client.post(reverse("accounts:marketing"), {"agreed": "on"})
    word = MarketingConsent.objects.get()
    assert (word.given, word.at, word.version, word.source) == (True, NOW, consents.VERSION, "page")
    mail = message_bytes(offer(), [], NOW).decode()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail
    link = marketing.headers("accounts.marketing_offer", owner.email)["List-Unsubscribe"].strip("<>")
    path = link.removeprefix("http://localhost:8000")
    stranger = client_of(None)
    assert stranger.get(path).status_code == 200
    assert consents.agrees(owner)  # a link checker that follows it withdraws nothing
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not consents.agrees(owner)
    assert stranger.post(path.replace("/desabonnement/", "/desabonnement/x")).status_code == 404
    sending.send_due(NOW)
    assert (
        Email.objects.get(kind="accounts.marketing_offer").state == "failed"
    )  # written before, it leaves no more


def test_opposition_to_marketing_acts_at_once_and_a_mail_of_the_contract_needs_no_consent(owner, client_of):
    consents.give(owner, Act(NOW, owner.public_id))
    typed = {"marketing": "on"}
    with clock.frozen(NOW):
        answer = client_of(owner).post(reverse("accounts:privacy_ask"), typed)
    assert answer.status_code == 302
    assert not consents.agrees(owner)
    told = Email.objects.filter(kind__startswith="accounts.privacy").values_list("kind", flat=True)
    assert set(told) == {"accounts.privacy_received", "accounts.privacy_answered"}
    assert marketing.headers("accounts.privacy_received", owner.email) == {}
