"""Bank transfer: the customer sends money with our reference; staff see it on the statement and confirm."""

from django.urls import reverse

from billing.models import Proforma
from core.acts import Act


class Transfer:
    """Instructions, a reference, a slip; nobody is charged by us."""

    method = "transfer"
    currencies = frozenset({"MAD", "EUR", "USD"})

    def start(self, proforma: Proforma, act: Act) -> str:
        return reverse("billing:pay", args=[proforma.public_id]) + "#transfer"


gateway = Transfer()
