"""The small cast: an owner, a colleague and a stranger before the documents in force."""

from datetime import UTC, datetime

import pytest

from accounts.models import Customer, User
from contracts.publishing import publish_documents

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def published(db):
    """The documents that come with the portal, published (HD-0.3: each is a document of its own)."""
    return publish_documents(NOW)


@pytest.fixture
def owner(db):
    return User.objects.create_user("owner@example.ma", name="Salma Idrissi")


@pytest.fixture
def customer(db):
    return Customer.objects.create(name="Atlas Conseil SARL", city="Agadir", created_at=NOW)


@pytest.fixture
def staff(db):
    return User.objects.create_superuser("staff@example.ma")
