"""Bank Al-Maghrib's reference rates by its API (cours de virement).

Unproved: written from memory of its published description, never run against the bank. The address and the key
are settings (RATES_URL, RATES_KEY); an answer of another shape is refused, never guessed at.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

import httpx
from django.conf import settings

from core.ports import PortRefused, PortUnavailable

from . import Published

SOURCE = "Bank Al-Maghrib"
KEY_HEADER = "Ocp-Apim-Subscription-Key"
PATIENCE = 10  # seconds
FAULT = 500


class BankAlMaghrib:
    """Asks for one currency and one day: a list with `moyen`, the dirhams for `uniteDevise` units."""

    def __init__(self, transport: httpx.BaseTransport | None = None):
        self._client = httpx.Client(
            timeout=PATIENCE, transport=transport, headers={KEY_HEADER: settings.RATES_KEY}
        )

    def published(self, currency: str, day: date) -> Published | None:
        """None on days without a rate (weekends, holidays). Raises PortUnavailable, PortRefused."""
        try:
            answer = self._client.get(
                settings.RATES_URL, params={"libDevise": currency, "date": day.isoformat()}
            )
        except httpx.HTTPError as error:
            raise PortUnavailable(str(error)) from error
        if answer.status_code >= FAULT:
            raise PortUnavailable(f"{answer.status_code}")
        if answer.is_error:
            raise PortRefused(answer.status_code, answer.text[:200])
        return _read(answer, currency, day)


def _read(answer: httpx.Response, currency: str, day: date) -> Published | None:
    try:
        for row in answer.json():
            if row["libDevise"] == currency and row["date"][:10] == day.isoformat():
                rate = Decimal(str(row["moyen"])) / Decimal(str(row.get("uniteDevise", 1)))
                return Published(currency, day, rate, SOURCE)
    except (ValueError, KeyError, TypeError, InvalidOperation, ArithmeticError) as error:
        raise PortRefused("shape", f"{type(error).__name__}: {answer.text[:200]}") from error
    return None
