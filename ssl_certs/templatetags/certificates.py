"""Words of the pages of certificates: names as people read them, warranties in dollars."""

from django import template
from django.utils.html import format_html

from core import display
from ssl_certs.names import readable
from ssl_certs.shop.forms import REACH

register = template.Library()
CENTS = 100


@register.filter
def readable_name(name: str) -> str:
    """A-labels as people read them."""
    return readable(name)


@register.filter
def usd(amount: int) -> str:
    """What an authority answers for, in US dollars (SSL-13.6)."""
    return format_html('<bdi class="money">{}</bdi>', display.amount(int(amount) * CENTS, "USD"))


@register.filter
def reach(way: str) -> str:
    """What the customer says he can get at (SSL-10.6)."""
    return str(REACH.get(way, way))
