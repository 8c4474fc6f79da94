"""What the demo's people do: order, pay, renew, buy back, let expire; each through the portal's own verbs."""

from datetime import timedelta

from accounts.models import User
from billing import cart, ordering, payments
from billing.gateways import cmi
from billing.gateways.cmi import callback, sandbox
from billing.gateways.cmi.form import fields as card_form
from billing.models import CardAttempt, Payment, Proforma
from core.acts import Act
from core.uploads import Upload
from domains import ordering as name_orders
from domains import search
from domains.files import papers
from domains.forms import OrderNamesForm
from domains.lifecycle import flow
from domains.models import Domain, Paper
from domains.registry.sandbox_acts import ask_from_elsewhere
from domains.transfers import departures

from .people import Household
from .slip import bank_slip

IP = "192.0.2.24"
AGENT = "Mozilla/5.0 (demo)"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GOOD_CARD = "4000000000000010"
TOO_MUCH, HALF = 50_00, 2


def fill_cart(home: Household, names: list[str], years: int, act: Act) -> None:
    """Choose names, years and contacts on the order form."""
    chosen = search.exact(names, act.now, home.customer)
    admin = next((c for c in home.contacts if c.established_in_morocco), home.contacts[0])
    show_identity(home, [extension for _name, extension in chosen], act)
    data = {f"years_{n}": years for n in range(len(chosen))} | {
        "holder": home.contacts[0].pk,
        "admin": admin.pk,
    }
    form = OrderNamesForm(data, customer=home.customer, names=chosen)
    if not form.is_valid():
        raise ValueError(f"{names}: {form.errors.as_text()}")
    name_orders.into_cart(home.customer, home.owner, form, act)


def show_identity(home: Household, extensions: list, act: Act) -> None:
    """The holder of a .ma name has shown who he is, and staff have accepted it."""
    holder = home.contacts[0]
    wanted = any(extension.requires_identity for extension in extensions)
    if wanted and not Paper.objects.proves(holder.public_id, act.today):
        slip = Upload("piece-identite.pdf", "application/pdf", PAPER)
        paper = papers.keep(home.customer, Paper.Kind.IDENTITY, slip, act, contact=holder)
        papers.checked(paper, "accept", act.because("checked at the registration"))


def order(home: Household, names: list[str], years: int, act: Act) -> Proforma:
    """Fill the cart, read everything, accept every document, confirm twice."""
    fill_cart(home, names, years, act)
    found = cart.cart_for(home.customer)
    lines, _prices = cart.priced(found, act.today)
    accepted = {version.public_id for version in ordering.documents(lines, act.today)}
    total = cart.sums(lines).ttc
    return ordering.confirm(found, act, home.owner, accepted, seen_ttc=total, user_agent=AGENT)


def renew(domain: Domain, home: Household, years: int, act: Act) -> Proforma:
    """Pay what was proposed for one year, or ask for a renewal of one's own."""
    proposed = ordering.open_proposal(domain.public_id)
    if proposed and proposed.is_open and years == 1:
        return proposed
    accepted = {version.public_id for version in name_orders.consents(domain, "renew", act)}
    return name_orders.order_renewal(domain, home.owner, years, accepted, act, AGENT)


def redeem(domain: Domain, home: Household, act: Act) -> Proforma:
    """Ask for the buy-back."""
    accepted = {version.public_id for version in name_orders.consents(domain, "redeem", act)}
    return name_orders.order_redemption(domain, home.owner, accepted, act, AGENT)


def pay_by_card(proforma: Proforma, act: Act) -> None:
    """The bank says that the card may be charged; accounts in other currencies pay by transfer."""
    proforma.refresh_from_db()
    if proforma.currency == "MAD":
        oid = cmi.gateway.start(proforma, act).rstrip("/").rpartition("/")[2]
        signed = card_form(CardAttempt.objects.get(public_id=oid), proforma.language)
        callback.hear(sandbox.answers(signed, GOOD_CARD), act)
    else:
        payments.received(
            proforma.remaining, proforma.payment_reference, act.today, act, currency=proforma.currency
        )


def leave(domain: Domain, clerk: User, act: Act) -> None:
    """Another registrar asks for the name with its code, and staff let it go."""
    departure = departures.notice(domain, ask_from_elsewhere(domain.name, act.now), act)
    departures.approve(departure, Act(act.now, clerk.public_id, "the holder has approved"))


def say_sent(proforma: Proforma, act: Act, with_slip: bool) -> Payment:
    """The customer says that a transfer is on its way, with the bank's slip or without."""
    proforma.refresh_from_db()
    slip = bank_slip(proforma, act.today) if with_slip else b""
    return payments.say_sent(proforma, act, act.today, slip)


def book(proforma: Proforma, amount: int, clerk: User, act: Act) -> None:
    """The payment desk sees a transfer on the statement."""
    by_clerk = Act(act.now, clerk.public_id, "seen on the bank statement")
    payments.received(amount, proforma.payment_reference, act.today - timedelta(days=1), by_clerk,
                      currency=proforma.currency)  # fmt: skip


def let_expire(domain: Domain, act: Act) -> None:
    """The customer says that he will not renew."""
    flow.verbs["let_expire"](domain, act)


def hold(domain: Domain, clerk: User, act: Act) -> None:
    """Staff note a payment dispute: the name is not deleted meanwhile."""
    reason = "The customer disputes the amount of his last invoice with his bank."
    flow.verbs["open_hold"](domain, Act(act.now, clerk.public_id, reason), kind="payment")
