"""CCP, Al Barid Bank: a deposit or transfer to the postal account (RIB 350…), shown and confirmed as a transfer is."""

from django.urls import reverse

from billing.allocating import Payable
from core.acts import Act
from core.company import BankAccount, company

POSTAL = "350"  # Al Barid Bank, the first three digits of its accounts


class Ccp:
    """As a transfer, to an account of its own."""

    method = "ccp"
    currencies = frozenset({"MAD"})

    def start(self, payable: Payable, act: Act) -> str:
        return reverse("billing:pay", args=[payable.public_id]) + "#ccp"

    def accounts(self) -> list[BankAccount]:
        """Our postal accounts."""
        return [account for account in company().bank_accounts if account.rib.startswith(POSTAL)]


gateway = Ccp()
