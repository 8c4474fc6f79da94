"""Bank transfer: the customer sends money with our reference; staff see it on the statement and confirm."""

from django.urls import reverse

from billing.allocating import Payable
from core.acts import Act
from core.company import BankAccount, company

from .ccp import POSTAL


class Transfer:
    """Instructions, a reference, a slip; nobody is charged by us."""

    method = "transfer"
    currencies = frozenset({"MAD", "EUR", "USD"})

    def start(self, payable: Payable, act: Act) -> str:
        return reverse("billing:pay", args=[payable.public_id]) + "#transfer"

    def accounts(self) -> list[BankAccount]:
        """Our bank accounts; the postal ones belong to the method ccp."""
        return [account for account in company().bank_accounts if not account.rib.startswith(POSTAL)]


gateway = Transfer()
