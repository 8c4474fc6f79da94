"""dj-paypal-checkout's verifier of webhooks, without its Django app: its tables have no place in the portal."""

import sys
import types
from pathlib import Path

import paypal_checkout

WEBHOOKS = "paypal_checkout.webhooks"
if WEBHOOKS not in sys.modules:  # its own __init__ loads the app's models
    room = types.ModuleType(WEBHOOKS)
    room.__path__ = [str(Path(paypal_checkout.__file__).parent / "webhooks")]
    sys.modules[WEBHOOKS] = room

from paypal_checkout.config import PayPalConfig  # noqa: E402
from paypal_checkout.exceptions import PayPalWebhookError  # noqa: E402
from paypal_checkout.webhooks.verify import (  # noqa: E402
    SIGNATURE_HEADERS,
    validate_cert_url,
    verify_offline,
)

__all__ = ["SIGNATURE_HEADERS", "PayPalConfig", "PayPalWebhookError", "validate_cert_url", "verify_offline"]
