"""The small cast of every test: an owner, a colleague and a stranger, their accounts, and staff.

`tests/conftest.py` names this module as a plugin. No password is hashed: `client_of(user)` signs in.
"""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Contact, Customer, Membership, User
from accounts.roles import Role

OPENED = datetime(2026, 1, 5, 9, tzinfo=UTC)
ATLAS = {"address": "12, rue des Orangers", "city": "Casablanca", "postal_code": "20000", "country": "MA"}


def person(email: str, name: str = "", **facts) -> User:
    """A user who can only sign in through `client_of`."""
    user = User(email=email, name=name, **facts)
    user.set_unusable_password()
    user.save()
    return user


def account(name: str, **facts) -> Customer:
    """A company's account; `facts` replace what it is usually."""
    usual = {
        "kind": "company",
        "ice": "001987654000047",
        "phone": "+212522123456",
        "created_at": OPENED,
        **ATLAS,
    }
    return Customer.objects.create(name=name, **{**usual, "billing_email": "compta@atlas.example", **facts})


def contact_of(customer: Customer, full_name: str = "Salma Idrissi", **facts) -> Contact:
    """A Moroccan contact of an account."""
    usual = {
        "email": "salma@atlas.example",
        "phone": "+212522123456",
        "cin": "BK314159",
        "changed_at": OPENED,
        **ATLAS,
    }
    return Contact.objects.create(customer=customer, full_name=full_name, **{**usual, **facts})


def join(user: User, customer: Customer, role: str = Role.OWNER) -> Membership:
    """Give a user a place in an account."""
    return Membership.objects.create(user=user, customer=customer, role=role)


@pytest.fixture
def customer(db) -> Customer:
    return account("Argan Studio SARL")


@pytest.fixture
def reads_english(customer) -> None:
    """The customer is written to in English, the language of the code."""
    customer.language = "en"
    customer.save()


@pytest.fixture
def other_customer(db) -> Customer:
    return account("Zellige Conseil SARL", ice="003141592000024", billing_email="compta@zellige.example")


@pytest.fixture
def owner(customer) -> User:
    """Holds the account `customer`."""
    user = person("owner@argan.example", "Omar Bennani")
    join(user, customer)
    return user


@pytest.fixture
def colleague(customer) -> User:
    """Works in the same account, on technical matters."""
    user = person("tech@argan.example", "Hind Alaoui")
    join(user, customer, Role.TECHNICAL)
    return user


@pytest.fixture
def stranger(other_customer) -> User:
    """Holds another account."""
    user = person("owner@zellige.example", "Nadia Filali")
    join(user, other_customer)
    return user


@pytest.fixture
def staff_user(db) -> User:
    """May do everything in the back office."""
    return person("staff@portal.example", "Karim Tazi", is_staff=True, is_superuser=True)


@pytest.fixture
def contact(customer) -> Contact:
    """A contact of the account `customer`."""
    return contact_of(customer)


@pytest.fixture
def client_of():
    """`client_of(user)` is that user's browser; `client_of(None)` a visitor's."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def english():
    """What the portal says outside a page is compared in English."""
    with translation.override("en"):
        yield
