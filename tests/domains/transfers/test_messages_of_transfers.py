"""The registry's messages about transfers bring the next look forward; late and doubled ones do no harm."""

from datetime import timedelta

import pytest

from core import worker
from domains.models import TransferOut
from domains.registry.sandbox import SandboxRegistry
from domains.registry.sandbox_acts import ask_from_elsewhere
from domains.transfers import messages
from tests import names

from .cast import NOW, fresh, ordered, ours, pay, the_transfer

pytestmark = pytest.mark.django_db
US = SandboxRegistry()


def next_news(at):
    message = US.next_message(at)
    US.acknowledge(message.id, at)
    return message.transfer


def test_message_that_another_registrar_asks_opens_a_transfer_away_once(customer):
    """DN-6.p2."""
    domain = ours(customer)
    ask_from_elsewhere(domain.name, NOW)
    news = next_news(NOW)
    first = messages.told(news, names.act(NOW))
    assert first == TransferOut.objects.get().public_id
    assert messages.told(news, names.act(NOW + timedelta(hours=1))) == first


def test_message_that_our_request_was_approved_is_followed_at_once(customer, owner):
    pay(ordered(customer, owner, name="ailleurs-accord-atlas.com"))
    worker.settle(NOW)
    at = NOW + timedelta(days=1, minutes=1)
    news = next_news(at)
    messages.told(news, names.act(at))
    worker.settle(at)
    assert the_transfer("ailleurs-accord-atlas.com").state == "completed"


def test_message_about_a_name_that_is_not_ours_concerns_nobody(customer):
    domain = ours(customer)
    ask_from_elsewhere(domain.name, NOW)
    news = next_news(NOW)
    type(domain).objects.filter(pk=domain.pk).update(state="deleted")
    assert messages.told(news, names.act(NOW)) == ""
    assert fresh(domain).transfers_out.count() == 0
