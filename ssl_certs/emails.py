"""The mails of certificates: who is told what, under which natural key.

The account is written to, and the technical contact of the order where it has another address. A certificate is
never said to be renewed: it is reissued inside its year, or ordered anew (C-10).
"""

from typing import Any

from django.utils import translation

from core import display
from core.acts import Act
from notifications import outbox

from .authority import refusal_text
from .models import Certificate, NameValidation, SslOrder


def setup_reminder(order: SslOrder, act: Act, since: str) -> None:
    """Paid, and still to be set up (SSL-10.2)."""
    link = outbox.link("ssl_certs:set_up", order.public_id)
    _tell(order, act, "ssl_certs.setup_reminder", "SSL-10.2", f"setup:{since}", since=since, action=link)


def instructions(certificate: Certificate, act: Act) -> None:
    """What is to be put where, so that the authority finds it (SSL-A2-1.1)."""
    rows = [
        {"name": row.readable, "method": row.method, "host": row.host, "record": row.record, "value": row.value,
         "path": row.path, "address": row.address}
        for row in certificate.validations.exclude(state="valid")
    ]  # fmt: skip
    key = f"instructions:{certificate.public_id}:{act.now:%Y%m%d%H%M}"
    _tell(certificate.order, act, "ssl_certs.instructions", "SSL-A2-1.1", key, rows=rows,
          until=certificate.tokens_expire_at, action=_tracker(certificate))  # fmt: skip


def validation_reminder(certificate: Certificate, act: Act, since: str) -> None:
    """Something is still for the customer to do (SSL-10.2)."""
    names = [row.readable for row in certificate.validations.filter(state__in=["waiting", "failed"])]
    _tell(certificate.order, act, "ssl_certs.validation_reminder", "SSL-10.2",
          f"validation:{certificate.public_id}:{since}", names=names, since=since,
          action=_tracker(certificate))  # fmt: skip


def name_failed(row: NameValidation, act: Act, code: str = "") -> None:
    """The authority did not find the proof of one name (SSL-A2-1.1): its words and, where its kind is known, ours."""
    certificate = row.certificate
    with translation.override(certificate.order.customer.language):
        advice = str(refusal_text(code)) if code else ""
    key = f"failed:{row.public_id}:{act.now:%Y%m%d%H%M}"
    _tell(certificate.order, act, "ssl_certs.name_failed", "SSL-A2-1.1", key, which=row.readable, problem=row.problem,
          advice=advice, method=row.method, action=_tracker(certificate))  # fmt: skip


def issued(certificate: Certificate, act: Act) -> None:
    """The certificate is there; installing it is the customer's part (SSL-9.1). The first one starts the year."""
    order = certificate.order
    _tell(order, act, "ssl_certs.issued", "SSL-9.1", f"issued:{certificate.public_id}", number=certificate.number,
          not_after=certificate.not_after, started=order.term_started_on, ends=order.term_ends_on,
          action=outbox.link("ssl_certs:certificate", certificate.public_id))  # fmt: skip


def wrong_certificate(certificate: Certificate, act: Act, serial: str) -> None:
    """The authority has issued something else than what was asked for: not delivered, it must correct it (SSL-11.1)."""
    order = certificate.order
    _tell(order, act, "ssl_certs.wrong_certificate", "SSL-11.1", f"wrong:{certificate.public_id}:{serial}",
          live=_lives_on(certificate))  # fmt: skip


def refused(certificate: Certificate, act: Act) -> None:
    """The authority says no: why, what to do, and until when the order can be cancelled (SSL-13.2, SSL-6.1)."""
    order = certificate.order
    with translation.override(order.customer.language):
        reason = str(refusal_text(certificate.refusal_code))
    until = order.cancel_until if order.cancellable(act.now) else None
    _tell(order, act, "ssl_certs.refused", "SSL-13.2", f"refused:{certificate.public_id}", reason=reason,
          words=certificate.refusal, cancel_until=until, live=_lives_on(certificate))  # fmt: skip


def still_cancellable(order: SslOrder, act: Act) -> None:
    """Day 15 and no certificate yet (C-33)."""
    _tell(order, act, "ssl_certs.still_cancellable", "C-33", "still_cancellable", until=order.cancel_until)


def expiry_notice(order: SslOrder, act: Act, certificate: str, year: str) -> None:
    """The certificate, the year, or both, expire in so many days (SSL-4.1b, C-09)."""
    clause = "C-09" if certificate and year else "SSL-4.1b"
    last = bool(order.live_until and order.live_until >= order.term_ends_on)
    ends = f"{order.live_until}:{certificate}:{order.term_ends_on}:{year}"
    _tell(order, act, "ssl_certs.expiry_notice", clause, f"notice:{ends}", series=f"expiry:{order.live_until}",
          certificate=certificate, year=year, live_until=order.live_until, ends=order.term_ends_on, last=last,
          again=outbox.link("ssl_certs:order_anew", order.public_id))  # fmt: skip


def reissue_due(order: SslOrder, act: Act) -> None:
    """The certificate ends before the year: a free reissue is for the customer to ask (C-09)."""
    _tell(order, act, "ssl_certs.reissue_due", "C-09", f"reissue:{order.live_until}", live_until=order.live_until,
          ends=order.term_ends_on, action=outbox.link("ssl_certs:reissue", order.public_id))  # fmt: skip


def revoked(certificate: Certificate, act: Act) -> None:
    """The authority has revoked it: the three instants, and nothing paid back by that (SSL-7.2a, SSL-7.2b)."""
    instants = [certificate.revocation_requested_at, certificate.revocation_sent_at, certificate.revoked_at]
    with translation.override(certificate.order.customer.language):
        shown = [display.instant(at) for at in instants]
    _tell(certificate.order, act, "ssl_certs.revoked", "SSL-7.2b", f"revoked:{certificate.public_id}",
          instants=shown, serial=certificate.serial, number=certificate.number)  # fmt: skip


def installed(order: SslOrder, act: Act, server: str) -> None:
    """Staff have installed the certificate (SSL-9.4)."""
    _tell(order, act, "ssl_certs.installed", "SSL-9.4", "installed", server=server)


def tell(order: SslOrder, act: Act, kind: str, clause: str, key: str, **more: Any) -> None:
    """A mail of one of the rooms of certificates, with what every mail about an order says."""
    _tell(order, act, kind, clause, key, **more)


def recipients(order: SslOrder) -> list[str]:
    """Who is written to: the account, and the technical contact where it has another address."""
    technical = (order.contacts or {}).get("tech", {}).get("email")
    return list(dict.fromkeys(filter(None, [order.customer.billing_email, technical])))


def _tell(order: SslOrder, act: Act, kind: str, clause: str, key: str, series: str = "", attachments=(),
          **more: Any) -> None:  # fmt: skip
    customer = order.customer
    context = {
        "product": order.product.name,
        "names": [],
        "name": order.main_name,
        "link": outbox.link("ssl_certs:detail", order.public_id),
        **more,
    }
    for address in recipients(order):
        outbox.queue(
            kind, to=address, language=customer.language, context=context, about=order.public_id,
            key=f"{order.public_id}:{kind}:{key}:{address}", now=act.now, customer=customer, clause=clause,
            series=series, attachments=attachments, act=act,
        )  # fmt: skip


def _lives_on(certificate: Certificate) -> bool:
    """Whether the certificate that this one takes over from is still in force."""
    return bool(certificate.replaces_id) and certificate.replaces.state == "issued"


def _tracker(certificate: Certificate) -> str:
    return outbox.link("ssl_certs:tracker", certificate.order.public_id)
