"""How often an order may be checked: each look asks strangers' servers, through us (SSL-10.9(4))."""

from django.utils.translation import gettext as _

from core import throttle
from core.transitions import NotAllowed
from ssl_certs.models import SslOrder
from ssl_certs.terms import VALIDATION


def count_check(order: SslOrder) -> None:
    """Count a "check now" of an order. Raises NotAllowed once there are too many in an hour."""
    key = f"ssl-checks:{order.public_id}"
    if throttle.count(key, VALIDATION.hour) > VALIDATION.checks_an_hour:
        words = _(
            "That was many checks in a short time. The authority looks by itself too; ask again in an hour."
        )
        raise NotAllowed(words, "SSL-10.9(4)")
