"""A reseller's API: DigiCert CertCentral, Services API version 2, as its public documentation describes it.

https://dev.digicert.com/en/certcentral-apis/services-api.html, read in November 2026:
`orders/order-dv-ssl`, `orders/order-info`, `orders/get-orders-alternative-order-id`, `orders/list-reissues`,
`orders/reissue-certificate`, `orders/dv-ssl--generate-dcv-token`, `orders/dv-ssl--check-dcv`,
`orders/validation-status`, `orders/update-order-status`, `certificates/revoke-certificate`, `rate-limits`.

It is proved against a server of the tests' own that speaks this format; no account at the authority was used.

- One order of a year holds the certificates of one of our orders: the first is placed, the others are reissues. So our
  number of a certificate there is `<order>/<certificate>`.
- An order is found again by `alternative_order_id`, which is our reference; a reissue, which has no such field, by its
  signing request among the order's reissues, newer than the certificate that it takes over from.
- One order has one way to prove control. Where the customer has chosen several, all names are proven by DNS.
- A `duplicate` (same order, another key) ends with its original, so it is of no use for a year of certificates.
"""

from collections.abc import Mapping
from typing import Any

from .adapter import ResellerAuthority
from .config import connection, faults

__all__ = ["ResellerAuthority", "faults", "opened"]


def opened(code: str, entry: Mapping[str, Any]) -> ResellerAuthority:
    """The adapter that an entry of settings.AUTHORITIES describes."""
    return ResellerAuthority(connection(code, entry))
