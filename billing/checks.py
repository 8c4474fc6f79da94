"""What a portal must have, and must not do, before money comes through it: said in words."""

from django.conf import settings
from django.core.checks import Error, Tags, register

from core.company import BankAccount, CompanyProfileError, company
from core.identifiers import is_iban, is_rib

from . import gateways
from .gateways import ccp, transfer
from .rates import ADAPTERS

NEEDED = {  # what a method cannot do without, outside the demo
    "cmi": ("CMI_GATE", "CMI_CLIENT_ID", "CMI_STORE_KEY"),
    "paypal": ("PAYPAL_API", "PAYPAL_CLIENT_ID", "PAYPAL_SECRET", "PAYPAL_WEBHOOK_ID", "PAYPAL_MERCHANT_ID"),
    "wafacash_code": ("BINGA_URL", "BINGA_STORE", "BINGA_KEY"),
}


@register()
def known_methods(app_configs, **kwargs) -> list[Error]:
    """PAYMENT_GATEWAYS names methods of the house, and one at least takes dirhams (C-35)."""
    strange = [method for method in settings.PAYMENT_GATEWAYS if method not in gateways.METHODS]
    found = [
        Error(f"PAYMENT_GATEWAYS names “{method}”, which is no payment method.", id="billing.E002",
              hint=f"Known: {', '.join(gateways.METHODS)}.")
        for method in strange
    ]  # fmt: skip
    ours = [method for method in settings.PAYMENT_GATEWAYS if method in gateways.METHODS]
    if not any("MAD" in gateways.known(method).currencies for method in ours):
        found.append(Error("No method of PAYMENT_GATEWAYS takes MAD: nobody could pay.", id="billing.E003"))
    return found


@register()
def accounts_that_are_shown(app_configs, **kwargs) -> list[Error]:
    """Each RIB that customers copy is checked by its key and fits its IBAN; a method shows an account at least."""
    try:
        accounts = company().bank_accounts
    except CompanyProfileError:
        return []  # the profile's own check says what is wrong
    found = [error for account in accounts for error in faults_of(account)]
    for by_account in (transfer.gateway, ccp.gateway):
        if by_account.method in settings.PAYMENT_GATEWAYS and not by_account.accounts():
            words = (
                f"The method {by_account.method} is offered, and the company profile has no account for it."
            )
            found.append(Error(words, hint="RIB 350… are Al Barid Bank's (ccp).", id="billing.E005"))
    return found


def faults_of(account: BankAccount) -> list[Error]:
    """What is wrong with an account's numbers."""
    wrong = []
    if not is_rib(account.rib):
        wrong.append(f"{account.bank}: {account.rib} is not a RIB (24 digits, key mod 97).")
    if not is_iban(account.iban) or account.iban[4:] != account.rib:
        wrong.append(f"{account.bank}: {account.iban} is not the IBAN of this RIB.")
    return [Error(words, id="billing.E004") for words in wrong]


@register(Tags.security)
def no_sandbox_money(app_configs, **kwargs) -> list[Error]:
    """Outside demo mode a method without its settings would be paid with nothing: it is refused."""
    if settings.DEMO:
        return []
    return [
        Error(f"{name} is missing: {method} of PAYMENT_GATEWAYS cannot work without it.", id="billing.E001")
        for method, names in NEEDED.items() if method in settings.PAYMENT_GATEWAYS
        for name in names if not getattr(settings, name)
    ]  # fmt: skip


@register(Tags.security)
def rates_have_a_source(app_configs, **kwargs) -> list[Error]:
    """Invented rates stay in the demo; the bank is asked at an address."""
    problems = []
    if settings.RATES_ADAPTER == "sandbox" and not settings.DEMO:
        problems.append(
            ("RATES_ADAPTER invents exchange rates in production.", "Choose manual or bam.", "E011")
        )
    if settings.RATES_ADAPTER == "bam" and not settings.RATES_URL:
        problems.append(("RATES_ADAPTER asks Bank Al-Maghrib at no address.", "Fill in RATES_URL.", "E012"))
    if settings.RATES_ADAPTER not in {"manual", *ADAPTERS}:
        problems.append(("RATES_ADAPTER is unknown.", "Choose manual or bam.", "E013"))
    return [Error(what, hint=hint, id=f"billing.{code}") for what, hint, code in problems]
