"""Certificates of the demo: some taken over from the former system, the others ordered, set up and lived through.

In `people.toml`: `certificates` are those taken over, `certificate_orders` those ordered at the portal; what was done
with either stands as `act@days`: set_up, prove, papers, check, reissue, install, cancel, accept, revoke.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from billing import cart, ordering
from billing.models import Proforma
from core import clock, evidence
from core.acts import Act
from core.uploads import Upload
from ssl_certs import issued
from ssl_certs import ordering as orders_of_certificates
from ssl_certs.authority import Request, authority_for
from ssl_certs.ending import cancellations, revocations
from ssl_certs.flows import orders
from ssl_certs.lifecycle import issuing, proving, reissuing, vetting
from ssl_certs.lifecycle import papers as organisation_papers
from ssl_certs.models import (
    Certificate,
    CertificateProduct,
    OrganisationPaper,
    SslCancellation,
    SslOrder,
    ValidityLimit,
    VettingStep,
)
from ssl_certs.prices import of as prices_of
from ssl_certs.shop.forms import CertificateForm, initial_of
from ssl_certs.terms import CERTIFICATES, HANDLING

from . import deeds
from .people import Household

PAID_AFTER = timedelta(minutes=9)
NOON = 12
PHONE = "+212522998877"


def plan(story, home: Household, opening: datetime) -> None:
    """Everything that one household has to do with certificates."""
    for line in home.plan.get("certificates", []):
        code, names, year_ends, expires, *acts = line.split()
        today = clock.local_date(story.now)
        days = [today + clock.days(int(n)) for n in (year_ends, expires)]
        order = take_over(home, code, names.split(","), *days, opening)
        _plan_acts(story, home, acts, partial(int, order.pk), [], opening)
    for planned in home.plan.get("certificate_orders", []):
        _plan_order(story, home, planned)


def _plan_order(story, home: Household, planned: dict) -> None:
    names, day = planned["names"], planned["day"]
    placed: list[Proforma] = []
    at = story.when(day)
    facts = {key: planned[key] for key in ("more_names", "installation") if key in planned}
    story.plan(
        at, home.owner, lambda act: placed.append(order(home, planned["product"], names[0], facts, act))
    )
    story.plan(at + PAID_AFTER, home.owner, lambda act: deeds.pay_by_card(placed[0], act))
    _plan_acts(story, home, planned.get("acts", []), partial(_order_of, placed), names, at + PAID_AFTER)


def _plan_acts(
    story, home: Household, acts: list[str], key: Callable[[], int], names: list[str], after: datetime
) -> None:
    """One act after the other, in the order written."""
    for said in acts:
        verb, _at, day = said.partition("@")
        actor = story.clerk(BY_STAFF[verb]) if verb in BY_STAFF else home.owner
        after = max(story.when(int(day)), after + PAID_AFTER)
        story.plan(after, actor, partial(_act_on, key, verb, names))


def _order_of(placed: list[Proforma]) -> int:
    line = placed[0].lines.get(kind=orders_of_certificates.ORDER)
    return SslOrder.objects.get(line=line.public_id).pk


def _act_on(key: Callable[[], int], verb: str, names: list[str], act: Act) -> None:
    found = SslOrder.objects.select_related(*SslOrder.schedule_related).get(pk=key())
    DEEDS[verb](found, names, act)


# --- deeds -----------------------------------------------------------------------------------------------
def order(home: Household, code: str, name: str, facts: dict, act: Act) -> Proforma:
    """Fill the order form, read everything, accept every document, confirm twice."""
    product, owner = CertificateProduct.objects.get(code=code), home.owner
    said = initial_of(home.customer, owner) | {"name": name, "installation": "", "reach": ["dns"], **facts}
    said["tech"] = home.contacts[-1].pk
    form = CertificateForm(said, product=product, tariff=prices_of(product, act.today, home.customer.currency),
                           customer=home.customer, user=owner)  # fmt: skip
    if not form.is_valid():
        raise ValueError(f"{name}: {form.errors.as_text()}")
    orders_of_certificates.into_cart(home.customer, owner, form.choice(), act)
    found = cart.cart_for(home.customer)
    lines, _prices = cart.priced(found, act.today)
    accepted = {version.public_id for version in ordering.documents(lines, act.today)}
    return ordering.confirm(
        found, act, owner, accepted, seen_ttc=cart.sums(lines).ttc, user_agent=deeds.AGENT
    )


def set_up(found: SslOrder, names: list[str], act: Act) -> None:
    """Names and a key made in the browser: the authority is asked."""
    issuing.begin(found, wanted(names), act)


def prove(found: SslOrder, names: list[str], act: Act) -> None:
    """All records are said to be in place."""
    proving.submit_names(found.certificates.get(state="validating"), act)


def reissue(found: SslOrder, names: list[str], act: Act) -> None:
    """The same names once more, with the key that the server has."""
    issuing.begin(found, reissuing.same_again(found, found.certificates.get(state="issued")), act)


def papers(found: SslOrder, names: list[str], act: Act) -> None:
    """The register's extract of the organisation."""
    upload = Upload("registre-de-commerce.pdf", "application/pdf", deeds.PAPER)
    organisation_papers.keep(found, OrganisationPaper.Kind.REGISTER, upload, act)


def check(found: SslOrder, names: list[str], act: Act) -> None:
    """Staff accept the papers and do every step but the last: the cross-check waits for a second person."""
    for paper in found.papers.filter(state="received"):
        organisation_papers.accept(paper, act)
    for step in found.vetting.exclude(kind=VettingStep.Kind.CROSS_CHECK).filter(state="open"):
        number = {"phone": PHONE, "source": "telecontact.ma"} if step.kind == VettingStep.Kind.CALL else {}
        vetting.complete(step, act, finding="Found as in the register.", **number)


def install(found: SslOrder, names: list[str], act: Act) -> None:
    done = act.because("Installed with the customer on the telephone.")
    orders.verbs["installed"](found, done, server="cpanel.atlas-nuage.example")


def cancel(found: SslOrder, names: list[str], act: Act) -> None:
    """Inside the twenty days, back to the credit account (SSL-6.1)."""
    cancellations.ask(found, act, SslCancellation.Reason.MISTAKE, SslCancellation.Refund.CREDIT)


def accept(found: SslOrder, names: list[str], act: Act) -> None:
    """Staff accept what was asked for in time (SSL-6.3)."""
    cancellations.accept(found.cancellations.get(state="asked"), act.because("within the twenty days"))


def revoke(found: SslOrder, names: list[str], act: Act) -> None:
    """The server's key has been seen by somebody else."""
    revocations.ask(found.certificates.get(state="issued"), act, Certificate.Reason.KEY_COMPROMISE)


DEEDS = {f.__name__: f for f in (set_up, prove, reissue, papers, check, install, cancel, accept, revoke)}
BY_STAFF = {"install": "support", "check": "registry", "accept": "billing"}  # who of the staff does it


def wanted(names: list[str]) -> issuing.Wanted:
    """A fresh key on the P-256 curve; the demo throws the private one away."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0][:64])])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject)
    csr = csr.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False
    )
    pem = csr.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    digest = issued.key_digest(key.public_key())
    return issuing.Wanted(pem, "P-256", digest, tuple(names), dict.fromkeys(names, "dns"))


# --- taken over ------------------------------------------------------------------------------------------
def take_over(home: Household, code: str, names: list[str], year_ends, expires, now: datetime) -> SslOrder:
    """A year as it stood on the day of the take-over, with the certificate that lived then."""
    product = CertificateProduct.objects.get(code=code)
    started = clock.years_later(year_ends, -CERTIFICATES.years)
    bought = clock.at_local(started, NOON)
    found = SslOrder(
        customer=home.customer, product=product, state="active", names=names, licences=product.licences,
        names_bought=max(len(names), product.names_included), organisation=_organisation(home, product),
        pinned=orders_of_certificates.pinned(product), contacts={"tech": home.contacts[-1].snapshot()},
        ordered_at=bought, paid_at=bought, term_started_on=started,
        cancel_until=started + CERTIFICATES.cancel_window, term_ends_on=year_ends, live_until=expires,
        acted_through=now,
    )  # fmt: skip
    found.line = f"former:{found.public_id}"[:24]
    found.reschedule()
    found.save()
    row = _live(found, names, started, now)
    _checked_before(found, row.issued_at)
    evidence.record(found.public_id, "act", "taken_over", Act(now, reason="former system"), "SSL-3.1a",
                    year_ends=year_ends, expires=expires)  # fmt: skip
    return found


def _live(found: SslOrder, names: list[str], started, now: datetime) -> Certificate:
    """The certificate that the authority had issued before."""
    day = _issue_day(found.live_until, started)
    asked, at = wanted(names), clock.at_local(day, NOON)
    row = Certificate(
        customer=found.customer, order=found, state="issued", names=names, methods=dict(asked.methods), csr=asked.csr,
        key=asked.key, key_digest=asked.key_digest, days=(found.live_until - day).days,
        authority=found.product.authority, requested_at=at, issued_at=at, acted_through=now,
    )  # fmt: skip
    request = Request(our_reference=row.public_id, product=found.product.authority_product, csr=asked.csr,
                      names=tuple(names), methods=asked.methods, days=row.days, level=found.product.level,
                      organisation=found.organisation)  # fmt: skip
    authority = authority_for(row.authority)
    row.reference = authority.request(request, at).reference
    again = replace(request, reference=row.reference)
    facts = issued.read(authority.advance(again, names, True, at).issued)
    row.pem, row.chain, row.serial = facts.pem, facts.chain, facts.serial
    row.not_before, row.not_after = facts.not_before, facts.not_after
    row.reschedule()
    row.save()
    return row


def _checked_before(found: SslOrder, at: datetime) -> None:
    """The identity checks of OV and EV, as the former system had done them."""
    until = clock.local_date(at) + clock.days(ValidityLimit.on(clock.local_date(at)).organisation_days)
    done = {"state": "done", "done_at": at, "detail": "former system", "valid_until": until}
    VettingStep.objects.bulk_create(
        VettingStep(customer_id=found.customer_id, order=found, kind=kind, **done)
        for kind in VettingStep.OF_LEVEL[found.product.level]
    )


def _issue_day(expires, started):
    """As long before its end as the limits of that day allowed, in the year's first days at the earliest."""
    most = ValidityLimit.on(max(expires - CERTIFICATES.cancel_window, started)).certificate_days
    return max(started, expires - clock.days(most - HANDLING.spare_days))


def _organisation(home: Household, product: CertificateProduct) -> dict[str, str]:
    if not product.needs_organisation:
        return {}
    said = initial_of(home.customer, home.owner)
    return {key.removeprefix("org_"): value for key, value in said.items()}
