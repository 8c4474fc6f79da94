"""The company's own accounts: those that its profile names, taken over once; staff may add others."""

from billing.models import BankAccount
from core.company import company

POSTAL = "350"  # Al Barid Bank: the postal accounts (facts D)


def take_over() -> int:
    """Make the accounts of the company's profile that are missing; how many. The others are left alone."""
    known = set(BankAccount.objects.values_list("rib", flat=True))
    missing = [account for account in company().bank_accounts if account.rib not in known]
    rows = [
        BankAccount(bank=account.bank, holder=account.holder, rib=account.rib, ledger=_ledger(account.rib))
        for account in missing
    ]
    return len(BankAccount.objects.bulk_create(rows, ignore_conflicts=True))


def _ledger(rib: str) -> str:
    return BankAccount.Ledger.CCP if rib.startswith(POSTAL) else BankAccount.Ledger.BANK
