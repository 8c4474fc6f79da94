"""Bank transfer: the customer sends money with our reference; staff see it on the statement and confirm."""

from django.urls import reverse

from billing.allocating import Payable
from core.acts import Act
from core.company import BankAccount, company

from . import ccp


class Transfer:
    """Instructions, a reference, a slip; nobody is charged by us."""

    method = "transfer"
    currencies = frozenset({"MAD", "EUR", "USD"})

    def start(self, payable: Payable, act: Act) -> str:
        return reverse("billing:pay", args=[payable.public_id]) + "#transfer"

    def accounts(self) -> list[BankAccount]:
        """Our bank accounts; the postal ones belong to the method ccp."""
        return [account for account in company().bank_accounts if not account.rib.startswith(ccp.POSTAL)]


gateway = Transfer()


def printed(currency: str) -> list[dict[str, str]]:
    """Our accounts as a document in this currency freezes them: the post takes dirhams only (C-35)."""
    ribs = {
        account.rib
        for way in (gateway, ccp.gateway)
        if currency in way.currencies
        for account in way.accounts()
    }
    return [account for account in company().accounts() if account["rib"] in ribs]
