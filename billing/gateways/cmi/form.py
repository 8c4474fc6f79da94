"""The form that the browser posts to the gate: what to pay, where to come back, whom to tell; signed."""

import secrets

from django.conf import settings
from django.urls import reverse

from billing.models import CardAttempt
from core.company import company

from . import signing

CURRENCIES = {"MAD": "504"}  # ISO 4217, as the gate counts them
LANGUAGES = {"fr": "fr", "en": "en", "ar": "ar"}


def gate() -> str:
    """Where the form is posted to."""
    return settings.CMI_GATE or reverse("billing:card_gate")


def fields(attempt: CardAttempt, language: str) -> dict[str, str]:
    """The signed fields of an attempt's form."""
    back = settings.BASE_URL + reverse("billing:card_back")
    said = {
        "clientid": settings.CMI_CLIENT_ID,
        "storetype": "3D_PAY_HOSTING",
        "TranType": "PreAuth",
        "amount": written(attempt.amount),
        "currency": CURRENCIES[attempt.currency],
        "oid": attempt.public_id,
        "okUrl": back,
        "failUrl": back,
        "shopurl": settings.BASE_URL + attempt.pay_url,
        "callbackUrl": settings.BASE_URL + reverse("billing:card_callback"),
        "CallbackResponse": "true",
        "lang": LANGUAGES.get(language, "fr"),
        "hashAlgorithm": "ver3",
        "encoding": "UTF-8",
        "rnd": secrets.token_hex(10),
        **_buyer(attempt.customer),
        "description": f"{company().name} {attempt.payable}",
        "AutoRedirect": "true",
        "refreshtime": "5",
    }
    said = {name: " ".join(value.split()) for name, value in said.items()}
    return said | {"HASH": signing.signature(said, settings.CMI_STORE_KEY)}


def _buyer(customer) -> dict[str, str]:
    return {
        "email": customer.billing_email,
        "tel": customer.phone,
        "BillToName": customer.name,
        "BillToCompany": "" if customer.kind == customer.Kind.PERSON else customer.name,
        "BillToStreet1": customer.address,
        "BillToCity": customer.city,
        "BillToPostalCode": customer.postal_code,
        "BillToCountry": customer.country,
    }


def written(centimes: int) -> str:
    """An amount as the gate reads it: 1020.50."""
    return f"{centimes // 100}.{centimes % 100:02}"


def read(amount: str) -> int | None:
    """The centimes of an amount that the gate wrote; None for what is no such amount."""
    whole, point, part = amount.strip().partition(".")
    digits = whole + part
    if not (whole and digits.isascii() and digits.isdigit() and len(part) <= 2) or (point and not part):
        return None
    return int(whole) * 100 + int(part.ljust(2, "0"))
