"""Installing on request: a paid line of the order, done by staff once the certificate is there (SSL-9.4)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.attention import close_attention
from core.transitions import NotAllowed
from ssl_certs import emails
from ssl_certs.flows import orders
from ssl_certs.models import SslOrder

QUEUE = "ssl_installations"
STARTED = ("active", "reissue_due")


@orders.verb(source=list(STARTED), clause="SSL-9.4", label=gettext_lazy("Installation done"))
def installed(order: SslOrder, act: Act, server: str) -> None:
    """Staff have installed the certificate where the customer has asked for it; once, for the price of one."""
    if not order.installation:
        raise NotAllowed(_("%(order)s: no installation has been ordered.") % {"order": order}, "SSL-9.4")
    if order.installed_at:
        raise NotAllowed(_("%(order)s: it is installed already.") % {"order": order}, "SSL-9.4")
    order.installed_at = act.now
    emails.installed(order, act, server)
    close_attention(act, about=order.public_id, queue=QUEUE)


def to_do():
    """The installations that are paid and whose certificate is there."""
    return SslOrder.objects.exclude(installation="").filter(installed_at=None, state__in=STARTED)
