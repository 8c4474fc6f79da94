"""The year of an order: reminders, notices, the reissue that falls due, the end."""

from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.attention import close_attention
from ssl_certs import answers, coverage, emails
from ssl_certs.ending import emails as ending_emails
from ssl_certs.ending import refunds
from ssl_certs.flows import orders
from ssl_certs.models import SslOrder

from . import reissuing


@orders.verb(source="awaiting_csr", clause="SSL-10.2")
def remind_setup(order: SslOrder, act: Act, since: str) -> None:
    """Paid, and still no key and no names: the customer is reminded."""
    emails.setup_reminder(order, act, since)


@orders.verb(source=["awaiting_csr", "validating", "refused"], clause="C-33")
def remind_cancellable(order: SslOrder, act: Act) -> None:
    """Day 15 and no certificate yet: until when the order can still be cancelled and paid back."""
    emails.still_cancellable(order, act)


@orders.verb(source=list(SslOrder.CANCELLABLE), clause="SSL-6.1")
def close_window(order: SslOrder, act: Act) -> None:
    """The twenty days are over: the order can no longer be cancelled with a refund."""


@orders.verb(source=["active", "reissue_due"], clause="SSL-4.1b")
def warn(order: SslOrder, act: Act, certificate: str = "", year: str = "") -> None:
    """So many days before the certificate's expiry, the year's end, or both at once (C-09)."""
    emails.expiry_notice(order, act, certificate, year)


@orders.verb(source="active", target="reissue_due", clause="C-09")
def fall_due(order: SslOrder, act: Act) -> None:
    """The certificate ends before the year: it is reissued as the customer has asked, or he is told to ask."""
    if not reissuing.begin_by_itself(order, act):
        emails.reissue_due(order, act)
        answers.tell_staff(order, act, "ssl_reissues", _("a reissue is due"), "C-09")


@orders.verb(source=["active", "reissue_due"], target="expired", clause="SSL-3.1a")
def expire(order: SslOrder, act: Act) -> None:
    """The year is over, and what is still being asked for with it. Nothing renews (SSL-5.1a): he orders anew."""
    reissuing.give_up_open(order, act)
    coverage.finish(order, act)
    close_attention(act, about=order.public_id, queue="ssl_reissues")


@orders.verb(source=list(SslOrder.CANCELLABLE), target="terminated", clause="SSL-8.1b")
def terminate(order: SslOrder, act: Act) -> None:
    """The notice has fully run: nothing is reissued any more, nothing is paid back."""
    reissuing.give_up_open(order, act)
    coverage.finish(order, act)
    refunds.close(order, act)
    ending_emails.terminated(order, act)
