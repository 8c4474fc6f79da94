"""Pages: how many queries they ask, for a customer with a thousand names."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Membership, User
from accounts.roles import Role
from domains.models import Domain

from .figures import Figure
from .scratch import Scratch

SERVICES = 1_000
LIMITS = {
    "home": 10,
    "domains:list": 6,
    "billing:proformas": 6,
    "billing:invoices": 6,
    "notifications:messages": 6,
}


def measure(scratch: Scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(SERVICES):
        client = _client()
        for page, limit in LIMITS.items():
            yield Figure(
                f"queries of {page}",
                _queries(client, reverse(page)),
                limit,
                "lower",
                f"{SERVICES:,} services",
            )


def _client() -> Client:
    """A browser of the owner of all the names."""
    customer = Customer.objects.earliest("pk")
    Domain.objects.update(customer=customer)
    user = User.objects.create_user("owner@example.ma")
    Membership.objects.create(user=user, customer=customer, role=Role.OWNER)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _queries(client: Client, address: str) -> int:
    """Of the second visit: the first one fills what a process keeps."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address} answers {answer.status_code}")
    return len(asked)
