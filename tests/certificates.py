"""Certificates for the tests: keys and requests, products, paid orders at the sandbox authority."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from accounts.models import Customer
from billing.models import OrderLine, Product
from core import clock, worker
from core.acts import Act
from core.models import Attention, StateChange
from notifications.models import Email
from ssl_certs import catalogue, coverage
from ssl_certs.flows import validations
from ssl_certs.issued import key_digest
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, CertificateProduct, SslOrder
from ssl_certs.ordering import Choice, line_of
from ssl_certs.orders import opened

LOADED_ON = date(2024, 1, 1)
TINY = timedelta(microseconds=1)
NAME = "argan.example.ma"
ORDERED = clock.at_local(date(2026, 11, 22), 10)
ORGANISATION = {
    "name": "Argan Studio SARL",
    "rc": "123456",
    "ice": "001987654000047",
    "city": "Casablanca",
    "country": "MA",
}


def product(code: str = "positivessl") -> CertificateProduct:
    """A product of the demo's catalogue, with its prices."""
    catalogue.load(LOADED_ON)
    return CertificateProduct.objects.get(code=code)


@cache
def rsa_key(bits: int = 2048):
    return rsa.generate_private_key(65537, bits)


def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def csr(*names: str, key=None, subject: str = "") -> str:
    """A signing request in PEM for these names; the first is its common name where no subject is given."""
    key = key or ec_key()
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, (subject or names[0])[:64])])
    )
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def an_order(customer: Customer, now: datetime, code: str = "positivessl", name: str = "argan.example.ma",
             **facts) -> SslOrder:  # fmt: skip
    """A paid order that is still to be set up, its line behind it."""
    sold = product(code)
    new = line_of(Choice(sold, name, organisation=dict(ORGANISATION) if sold.needs_organisation else {}))
    line = OrderLine(
        customer=customer, kind=new.kind, subject=new.subject, product=Product.objects.get(code=new.product),
        operation=new.operation, options=new.options, scopes=list(new.scopes), paid_at=now,
    )  # fmt: skip
    order = opened(line, Act(now))
    for key, value in facts.items():
        setattr(order, key, value)
    order.reschedule()
    order.save()
    coverage.begin(order, Act(now))
    return SslOrder.objects.select_related(*SslOrder.schedule_related).get(pk=order.pk)


def wanted(*names: str, method: str = "dns", auto: bool = False, pem: str = "") -> issuing.Wanted:
    """What the customer sets up: a fresh key for these names."""
    pem = pem or csr(*names)
    digest = key_digest(x509.load_pem_x509_csr(pem.encode()).public_key())
    return issuing.Wanted(pem, "P-256", digest, tuple(names), dict.fromkeys(names, method), auto_reissue=auto)


def proven(certificate: Certificate, now: datetime) -> None:
    """The customer says that each name's proof is in place."""
    for row in certificate.validations.filter(state__in=["waiting", "failed"]):
        validations.verbs["submit"](row, act(now))


def begun(customer: Customer, *names: str, code: str = "positivessl", method: str = "dns",
          now: datetime = ORDERED) -> Certificate:  # fmt: skip
    """A certificate that the authority has been asked for: the customer has his instructions."""
    names = names or (NAME,)
    order = an_order(customer, now, code, names[0])
    certificate = issuing.begin(order, wanted(*names, method=method), act(now))
    worker.settle(now)
    return again(certificate)


def tried(certificate: Certificate, now: datetime) -> Certificate:
    """The customer says that all is in place, and the authority looks."""
    proven(certificate, now)
    worker.settle(now)
    return again(certificate)


def again(certificate: Certificate) -> Certificate:
    """The certificate as it is now."""
    return Certificate.objects.select_related(*Certificate.schedule_related).get(pk=certificate.pk)


def states(certificate: Certificate) -> tuple[str, str]:
    """The states of a certificate and of its order."""
    certificate = again(certificate)
    return certificate.state, certificate.order.state


def an_issued(customer: Customer, now: datetime, *names: str, code: str = "positivessl", auto: bool = False,
              **facts) -> Certificate:  # fmt: skip
    """A certificate that the sandbox authority has issued, and its order with it."""
    names = names or ("argan.example.ma",)
    order = an_order(customer, now, code, names[0], **facts)
    certificate = issuing.begin(order, wanted(*names, auto=auto), act(now))
    worker.settle(now)
    return tried(certificate, now)


def mails(kind: str) -> list[Email]:
    """What was written, the oldest first."""
    return list(Email.objects.filter(kind=f"ssl_certs.{kind}").order_by("pk"))


def staff(queue: str) -> list[str]:
    """What staff are shown."""
    return list(Attention.objects.filter(queue=queue, closed_at=None).values_list("title", flat=True))


def calendar(order: SslOrder) -> Iterator[tuple[str, str, str]]:
    """What has happened to an order and its certificates: (day, state or mail, clause), in order."""
    about = [order.public_id, *order.certificates.values_list("public_id", flat=True)]
    moves = StateChange.objects.filter(about__in=about, kind="state")
    seen = [(m.at, 0, m.pk, _what(m), m.clause) for m in moves]
    mails = Email.objects.filter(about=order.public_id, to=order.customer.billing_email)
    seen += [(m.created_at, 1, m.pk, m.kind + _which(m), m.clause) for m in mails]
    for at, _order, _seq, what, clause in sorted(seen):
        yield clock.local_date(at).isoformat(), what, clause


def act(instant: datetime) -> Act:
    return Act(instant, "usr_test")


def _what(move: StateChange) -> str:
    return ("certificate " if move.about.startswith("crt") else "") + move.data["to"]


def _which(mail: Email) -> str:
    """How many days before which end a notice speaks: `certificate 15`, `year 3`, or both."""
    if not mail.kind.endswith("expiry_notice"):
        return ""
    _pid, _kind, _notice, _live, certificate, _ends, year, _to = mail.key.split(":")
    parts = [f"{what} {n}" for what, n in (("certificate", certificate), ("year", year)) if n]
    return " " + ", ".join(parts)
