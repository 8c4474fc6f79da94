"""Settings of the payment methods (billing/gateways/) and exchange rates (billing/rates/).

In demo mode an empty address means the portal's own sandbox.
"""

from typing import Any

import environ

ALL = ["transfer", "cmi", "paypal", "cash", "ccp", "wafacash", "wafacash_code"]

# Name → what it is in production and in the demo, where nobody said otherwise.
TEXTS = {
    "RATES_ADAPTER": ("manual", "sandbox"),  # or bam: billing/rates/
    "RATES_URL": ("", ""),
    "RATES_KEY": ("", ""),
    "CMI_GATE": ("", ""),  # where the browser's form is posted to
    "CMI_CLIENT_ID": ("", "600000001"),
    "CMI_STORE_KEY": ("", "demo-store-key"),
    "CMI_API": ("", ""),  # the merchant interface, for refunds; empty: by hand in CMI's back office
    "CMI_API_USER": ("", ""),
    "CMI_API_PASSWORD": ("", ""),
    "PAYPAL_API": ("https://api-m.paypal.com", ""),
    "PAYPAL_SITE": (
        "https://www.paypal.com",
        "",
    ),  # where the customer approves: browsers must be let go there
    "PAYPAL_CLIENT_ID": ("", "demo"),
    "PAYPAL_SECRET": ("", "demo"),
    "PAYPAL_WEBHOOK_ID": ("", "WH-DEMO"),
    "PAYPAL_MERCHANT_ID": ("", "DEMOMERCHANT1"),
    "BINGA_URL": ("", ""),  # the biller behind wafacash_code
    "BINGA_STORE": ("", "demo"),
    "BINGA_KEY": ("", "demo"),
    "BINGA_USER": ("", ""),
    "BINGA_PASSWORD": ("", ""),
}


def read(env: environ.Env, *, demo: bool) -> dict[str, Any]:
    """The settings by their names."""
    return {
        "PAYMENT_GATEWAYS": env.list("PAYMENT_GATEWAYS", default=ALL if demo else ["transfer"]),
        "CASH_STAMP": env.bool("CASH_STAMP", True),  # the stamp duty on cash, 0.25 % (facts D)
        **{name: env.str(name, default[demo]) for name, default in TEXTS.items()},
    }
