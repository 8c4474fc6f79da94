"""Whether a name has left the registry: its sponsor and our own book say so, not the reference that it bears there."""

from datetime import date

import pytest

from core import clock
from core.ports import PortWaiting
from domains.models import Domain
from domains.registry.models import OTHER, SandboxName
from domains.registry_calls import ask_whether_gone
from tests import names

pytestmark = pytest.mark.django_db
NOON = names.act(clock.at_local(date(2026, 10, 1), 12))


@pytest.fixture
def ending():
    """A name that was transferred to us – it bears the reference of its transfer – and is about to go."""
    domain = names.registered("atlas.com", date(2026, 11, 22), names.a_customer())
    SandboxName.objects.update(reference="trf_1")
    Domain.objects.update(state="pending_delete")
    domain.refresh_from_db()
    return domain


def test_a_name_transferred_to_us_is_not_gone_while_the_registry_holds_it_for_us(ending):
    with pytest.raises(PortWaiting):
        ask_whether_gone(ending, NOON)


def test_a_name_with_another_registrar_is_gone(ending):
    SandboxName.objects.update(sponsor=OTHER)
    ask_whether_gone(ending, NOON)


def test_a_name_that_nobody_holds_is_gone(ending):
    SandboxName.objects.all().delete()
    ask_whether_gone(ending, NOON)


def test_a_name_given_anew_to_who_came_later_is_gone(ending):
    later = Domain(
        customer=ending.customer, name=ending.name, unicode_name=ending.name, extension=ending.extension,
        state="registering", contacts=ending.contacts, acted_through=NOON.now,
    )  # fmt: skip
    later.save()
    with pytest.raises(PortWaiting):
        ask_whether_gone(ending, NOON)
    SandboxName.objects.update(reference=later.public_id)
    ask_whether_gone(ending, NOON)
