"""An estate: one customer's things of every kind, built once, and which of them stands behind which URL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from accounts.models import Contact, Customer, Membership, PrivacyRequest, User
from accounts.roles import Role
from billing import cart, credit, lines, ordering, payments, receipts
from billing.lines import NewLine
from billing.models import (
    BillCode,
    CardAttempt,
    CreditEntry,
    CreditNote,
    Invoice,
    Order,
    OrderLine,
    Payment,
    PaypalOrder,
    Proforma,
    Receipt,
    Refund,
)
from billing.refunds import requests as refunds
from contracts.formal import lifecycle as formal
from contracts.models import Document, DocumentVersion, FormalNotice, NoticePaper, VersionNotice
from core import clock, worker
from core.acts import Act
from domains.dns import draft
from domains.dns import lifecycle as dns
from domains.dns.entries import Entry
from domains.ending import cancellations, claims
from domains.models import (
    Cancellation,
    Domain,
    Hold,
    HolderChange,
    Paper,
    Record,
    RegistrationFile,
    RegistryChange,
    TransferIn,
    TransferOut,
    Zone,
    ZoneVersion,
)
from hosting_portal.proof.models import Content, EvidenceFile
from notifications.bounces.following import follow
from notifications.models import Email, FailingAddress
from servers.lifecycle import tasks as server_tasks
from servers.managing import console
from servers.models import AccessCode, Server
from ssl_certs.ending import cancellations as ssl_cancellations
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, HostWatch, NameValidation, SslCancellation, SslOrder
from support.abuse import cases as abuse_cases
from support.models import (
    AbuseCase,
    AccessUse,
    Advice,
    Affected,
    ServiceReport,
    Ticket,
)
from tests import certificates, helpdesk, hosting, names, papers, personal, servers_at_work
from tests.cast import contact_of, join, person
from web_hosting.changes import planning
from web_hosting.flows import accounts as hosting_flow
from web_hosting.models import HostingAccount, Mission, MissionQuote, OutsourcingContract, OveruseCase
from web_hosting.outsourcing import missions
from web_hosting.restores import restoring

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SLIP = b"%PDF-1.7 a slip"
TRIAL = {"name": "Law", "at": NOW, "link": "https://portal.example/"}


@dataclass
class Estate:
    """What one customer has. `values(street)` are the variables of a URL that shows one of his things."""

    customer: Customer
    by_model: dict[type, str]
    by_name: dict[str, dict[str, str]]

    def values(self, street) -> dict[str, str] | None:
        """The URL's variables; None where no thing is known for it."""
        if street.name in self.by_name:
            return self.by_name[street.name]
        known = self.by_model.get(street.model)
        return {"public_id": known} if known and street.variables == {"public_id"} else None


def build(customer: Customer, user: User) -> Estate:
    """Names in the states that pages ask for, orders, documents, a payment with its slip, mails."""
    registered = names.registered("argan.com", date(2027, 5, 1), customer)
    redemption = names.registered("lost.com", date(2026, 10, 1), customer)
    Domain.objects.filter(pk=redemption.pk).update(state="redemption", redemption_on=date(2026, 11, 7))
    act = Act(NOW, user.public_id)
    proforma = order(customer, user, act, "paid.com")
    payment = payments.say_sent(proforma, act, date(2026, 11, 21), SLIP)
    paid = order(customer, user, act, "credited.com")
    payments.received(paid.total_ttc, paid.payment_reference, act.today, act)
    line = OrderLine.objects.get(proforma=paid)
    in_review = order(customer, user, act, "visit-maroc.com")
    payments.received(in_review.total_ttc, in_review.payment_reference, act.today, act)
    reviewed = OrderLine.objects.get(proforma=in_review).public_id
    lines.take(line, act)
    lines.credit_line(line, act, "the name is taken")
    in_cart = cart.add(customer, user, registration("wanted.com"), act)
    kept = cart.add(customer, user, registration("kept.com"), act)
    arrival, departure = transfer_in(customer, "ailleurs-law.com"), transfer_out(registered)
    worker.settle(NOW)
    refused = RegistryChange(
        customer=customer, domain=registered, kind="dnssec", wanted={"ds": []}, state="failed", refusal_code="2306",
        clause="DN-8.2", asked_at=NOW, asked_by=user.public_id, acted_through=NOW,
    )  # fmt: skip
    refused.save()
    zone = a_zone(Domain.objects.get(pk=registered.pk), act)
    worker.settle(NOW)
    mail = Email.objects.filter(customer=customer, attachments=[paid.public_id]).get()
    by_model = {
        Domain: registered, Order: proforma.order, Proforma: proforma, Payment: payment, OrderLine: in_cart,
        Invoice: Invoice.objects.get(proforma=paid), CreditNote: CreditNote.objects.get(), Email: mail,
        Receipt: receipted(customer, payment, act), **attempts_of(proforma, act),
        Refund: refunds.of_note(CreditNote.objects.get(), act)[0],
        Contact: contact_of(customer), RegistrationFile: papers.a_file(customer, NOW, line=reviewed),
        HolderChange: papers.a_change(registered, contact_of(customer, "Nadia Alami"), NOW),
        RegistryChange: refused, PrivacyRequest: personal.asked(customer, user, NOW),
        Record: zone.records.first(), ZoneVersion: zone.versions.first(),
        Membership: join(person("aide@argan.example"), customer, Role.READ_ONLY),
        TransferIn: arrival, TransferOut: departure,
    }  # fmt: skip
    certified, certified_pages = secured(customer, act)
    by_model |= endings(registered, act) | certified | helpdesk.estate(customer, act)
    running, running_pages = hosted(customer, user, act)
    housed, housed_pages = spaces(customer, user, act)
    by_model |= running | housed | {VersionNotice: told_of_a_version(customer, "law")}
    by_model[FailingAddress] = failing(mail, act)
    lettered, lettered_pages = letters(customer, act)
    by_model |= lettered
    by_name = {
        **certified_pages,
        **lettered_pages,
        **running_pages,
        **housed_pages,
        "accounts:privacy_download": {"public_id": personal.copied(customer, user, NOW).public_id},
        "domains:anew": {"public_id": cancelled(customer).public_id},
        "domains:redeem": {"public_id": redemption.public_id},
        "proof:ask": {"about": registered.public_id},
        "proof:download": {"public_id": proven(customer, "law", by_model), "kind": "zip"},
        "contracts:forecast_of": {"about": registered.public_id},
        "billing:cart_remove": {"public_id": in_cart.public_id},
        "billing:cart_quantity": {"public_id": kept.public_id},
        "notifications:message_sheet": {"public_id": mail.public_id},
        "notifications:message_file": {"public_id": mail.public_id, "document": paid.public_id},
    }
    return Estate(customer, {model: thing.public_id for model, thing in by_model.items()}, by_name)


def failing(mail: Email, act: Act) -> FailingAddress:
    """An address at which a notice did not arrive."""
    follow(mail, act, "bounced", "5.1.1", "550 5.1.1 no such user")
    return FailingAddress.objects.get(customer=mail.customer)


def receipted(customer: Customer, payment: Payment, act: Act, about: str = "") -> Receipt:
    """A cash receipt."""
    paid = {"method": "cash", "reference": "law", "paid_on": act.today}
    return receipts.issue("cash", about or payment.public_id, customer, 100_00, "MAD", act, **paid)


def secured(customer: Customer, act: Act) -> tuple[dict[type, object], dict[str, dict[str, str]]]:
    """Certificates: one that lives, one whose names are to be proven, one to be set up, one given back."""
    issued = certificates.an_issued(customer, NOW, "law.example.ma")
    waiting = certificates.an_order(customer, NOW, name="waiting.example.ma")
    open_one = issuing.begin(waiting, certificates.wanted("waiting.example.ma"), act)
    worker.settle(NOW)
    unset = certificates.an_order(customer, NOW, name="unset.example.ma")
    given_back = ssl_cancellations.ask(
        certificates.an_order(customer, NOW, name="back.example.ma"), act, "mistake", "credit"
    )
    watched = HostWatch(
        customer=customer, order=issued.order, host="law.example.ma", port=443, acted_through=NOW
    )
    watched.save()
    things = {SslOrder: issued.order, Certificate: issued, NameValidation: open_one.validations.first(),
              SslCancellation: given_back, HostWatch: watched}  # fmt: skip
    pages = {"set_up": unset, "tracker": waiting, "check_names": waiting}
    by_name = {f"ssl_certs:{page}": {"public_id": order.public_id} for page, order in pages.items()}
    by_name["ssl_certs:download"] = {"public_id": issued.public_id, "what": "certificate"}
    return things, by_name


def hosted(customer: Customer, user: User, act: Act) -> tuple[dict[type, object], dict[str, dict[str, str]]]:
    """Servers: one that runs with its access codes, and one in each state that a page asks for."""
    made = {name: servers_at_work.a_server(customer, NOW, name=f"{name}.law.example.ma")
            for name in ("runs", "cut", "leaves")}  # fmt: skip
    server_tasks.ask_for(made["runs"], "start", {}, act)
    cut = {"state": "suspended", "suspended_for": "security", "suspended_at": NOW}
    Server.objects.filter(pk=made["cut"].pk).update(**cut)
    Server.objects.filter(pk=made["leaves"].pk).update(state="non_renewal_noted", notice_at=NOW)
    kept = servers_at_work.a_server(customer, NOW, name="kept.law.example.ma", withdrawal="kept")
    ticket = console.ticket_for(made["runs"], user, act)
    pages = {"correct": made["cut"], "take_back": made["leaves"], "withdraw": kept}
    by_name = {f"servers:{page}": {"public_id": server.public_id} for page, server in pages.items()}
    by_name["servers:console_screen"] = {"ticket": ticket}
    code = AccessCode.objects.get(server=made["runs"])
    return {Server: made["runs"], AccessCode: code, AbuseCase: reported(made["runs"], act)}, by_name


def reported(server: Server, act: Act) -> AbuseCase:
    """Abuse of a server that its customer is asked about."""
    typed = {"category": "spam", "target": server.hostname, "evidence": "law", "language": "fr"}
    case = abuse_cases.report(AbuseCase(**typed, reporter_email="law@elsewhere.example"), act)
    abuse_cases.ask(case, act, question="law")
    return case


def spaces(customer: Customer, user: User, act: Act) -> tuple[dict[type, object], dict[str, dict[str, str]]]:
    """Hosting: a space whose scripts weigh too much, a mission with its estimate, a contract."""
    active = hosting.an_account(customer, user, NOW, domain="law-hosting.example.ma")
    hosting_flow.verbs["warn_overuse"](active, act, seen="cron every second")
    mission = missions.ask(customer, act, "install", "Law", "install it")
    missions.offer(mission, act, minutes=60, words="an hour")
    contract = hosting.a_contract(customer, user, NOW, "law-server")
    things = {HostingAccount: active, OveruseCase: active.overuses.get(), Mission: mission,
              MissionQuote: mission.quotes.get(), OutsourcingContract: contract}  # fmt: skip
    restore = restoring.ask(active, act, "files")
    change = planning.plan_ahead(active, act, hosting.plan("pro"))
    return things, {"web_hosting:restore_withdraw": {"public_id": restore.public_id},
                    "web_hosting:change_withdraw": {"public_id": change.public_id}}  # fmt: skip


def proven(customer: Customer, title: str, by_model: dict | None = None) -> str:
    """An evidence file, made."""
    facts = {"about": "ord_law", "title": title, "language": "fr", "asked_at": NOW, "asked_by": "usr_law"}
    file = EvidenceFile(customer=customer, state="made", made_at=NOW, acted_through=NOW, **facts)
    file.reschedule()
    file.save()
    Content.objects.create(file=file, zip=b"PK", pdf=b"%PDF")
    if by_model is not None:
        by_model[EvidenceFile] = file
    return file.public_id


def told_of_a_version(customer: Customer, label: str) -> VersionNotice:
    """A new version of the contract of which the customer was told."""
    facts = {"kind": "document", "title": "Law", "clause": "HD-1.2", "precedence": 10}
    document, _new = Document.objects.get_or_create(code="law", defaults=facts)
    version, _new = DocumentVersion.objects.get_or_create(
        document=document, label=label, defaults={"effective_on": date(2027, 1, 1), "text_fr": "Law."}
    )
    notice = VersionNotice(customer=customer, version=version, told_at=NOW, acted_through=NOW)
    notice.reschedule()
    notice.save()
    return notice


def a_letter(customer: Customer, act: Act, number: str) -> FormalNotice:
    """The customer's formal notice to us."""
    facts = {"broken": "", "breach": "Law", "sent_on": act.today, "letter": papers.upload()}
    return formal.file(customer, act, tracking=number, **facts)


def letters(customer: Customer, act: Act) -> tuple[dict[type, object], dict[str, dict[str, str]]]:
    """Formal notices: one of ours that is to be answered, one of the customer's."""
    ours = formal.draft(customer, act, broken="SSL-8.3", breach="Law")
    formal.post(ours, act, tracking="RR123456785MA", sent_on=act.today, letter=papers.upload())
    theirs = a_letter(customer, act, "RR473124829MA")
    pages = {page: {"public_id": theirs.public_id} for page in ("formal_terminate", "formal_withdraw")}
    things = {FormalNotice: ours, NoticePaper: ours.papers.get()}
    return things, {f"contracts:{page}": values for page, values in pages.items()}


def transfer_in(customer: Customer, name: str) -> TransferIn:
    """A name on its way to us, its code still to be corrected."""
    facts = {"name": name, "unicode_name": name, "extension": names.extension("com"), "ordered_at": NOW}
    return TransferIn.objects.create(customer=customer, state="code_wanted", acted_through=NOW, **facts)


def transfer_out(domain: Domain) -> TransferOut:
    """Another registrar asks for a name."""
    end = NOW + clock.days(5)
    facts = {"asked_by": "autre", "asked_at": NOW, "noticed_at": NOW, "act_by": end, "call_at": end}
    departure = TransferOut(customer=domain.customer, domain=domain, acted_through=NOW, **facts)
    departure.reschedule()
    departure.save()
    return departure


def a_zone(domain: Domain, act: Act) -> Zone:
    """The name's DNS zone, switched on."""
    zone = dns.prepare(domain, act)
    draft.fill(zone, act, entries=[Entry("www", "A", 300, "192.0.2.1")])
    dns.switch_on(zone, act)
    return zone


def refunded(customer: Customer, act: Act) -> Refund:
    """Money of the credit account that the customer asks for."""
    credit.enter(customer, 100, CreditEntry.Kind.SURPLUS, "law", act, reason="law")
    account = {"number": "007780000123400000056749", "holder": "Law"}
    return refunds.ask(customer, 100, "MAD", act, reason="law", **account)


def endings(registered: Domain, act: Act) -> dict[type, object]:
    """A circumstance claimed with its proof, and a cancellation asked for."""
    claimed = claims.claim_circumstance(registered, act, "payment", "paid", SLIP)
    other = names.registered("unwanted.ma", date(2027, 5, 1), registered.customer)
    return {Hold: claimed, Cancellation: cancellations.ask(other, act, "not_needed", "")}


def attempts_of(proforma: Proforma, act: Act) -> dict[type, object]:
    """One attempt of each gateway that has pages."""
    facts = {"customer": proforma.customer, "proforma": proforma, "amount": 1_00, "started_at": NOW}
    code = BillCode(expires_at=datetime(2026, 11, 25, tzinfo=UTC), acted_through=NOW, **facts)
    code.reschedule()
    code.save()
    paypal = PaypalOrder.objects.create(
        **facts, state="created", order_id="5O190127TN364715T", acted_through=NOW
    )
    return {CardAttempt: CardAttempt.objects.create(**facts), PaypalOrder: paypal, BillCode: code}


def cancelled(customer: Customer) -> Domain:
    """A .ma name that its holder may register anew."""
    domain = names.registered("cancelled.ma", date(2026, 10, 1), customer)
    Domain.objects.filter(pk=domain.pk).update(state="cancel_grace", cancelled_on=date(2026, 11, 1))
    return domain


def registration(name: str) -> NewLine:
    """A line for a .com name, of a kind that no product takes up."""
    names.extension("com")
    options = {"quantities": [1, 10], "unit": "year"}
    return NewLine("sample.register", name, "domain.com", "register", "Registration", options=options)


def order(customer: Customer, user: User, act: Act, name: str) -> Proforma:
    """A confirmed order's proforma."""
    cart.add(customer, user, registration(name), act)
    mine = cart.cart_for(customer)
    found, _prices = cart.priced(mine, act.today)
    ticked = {version.public_id for version in ordering.documents(found, act.today)}
    return ordering.confirm(mine, act, user, ticked, seen_ttc=cart.sums(found).ttc)


def grow(model: type, customer: Customer, user: User, upto: int) -> None:
    """More rows of a model, until the customer has `upto` of them."""
    for n in range(model._base_manager.filter(customer=customer).count(), upto):
        GROWERS[model](customer, user, n)


def _proforma(customer: Customer, user: User, n: int) -> Proforma:
    return order(customer, user, Act(NOW, user.public_id), f"name{n}.com")


def _invoice(customer: Customer, user: User, n: int) -> None:
    proforma = _proforma(customer, user, n)
    payments.received(proforma.total_ttc, proforma.payment_reference, NOW.date(), Act(NOW))


def _mail(customer: Customer, user: User, n: int) -> None:
    from notifications import outbox

    where = {"about": f"law_{n}", "key": f"law:{n}"}
    outbox.queue("notifications.trial", to=user.email, language="fr", context=dict(TRIAL), **where,
                 now=NOW, customer=customer)  # fmt: skip


GROWERS = {
    Server: lambda customer, user, n: servers_at_work.a_server(customer, NOW, name=f"n{n}.law.example.ma"),
    Ticket: lambda customer, user, n: helpdesk.a_ticket(customer, NOW, user, subject=f"Request {n}"),
    Affected: lambda customer, user, n: helpdesk.affected(customer, NOW, n),
    ServiceReport: lambda customer, user, n: helpdesk.reported(customer, n),
    Advice: lambda customer, user, n: helpdesk.advised(customer, n),
    AccessUse: lambda customer, user, n: helpdesk.entered(customer, user, NOW, n),
    HostingAccount: lambda customer, user, n: hosting.an_account(
        customer, user, NOW, domain=f"h{n}.example.ma"
    ),
    Mission: lambda customer, user, n: missions.ask(
        customer, Act(NOW, user.public_id), "other", f"Law {n}", "law"
    ),
    SslOrder: lambda customer, user, n: certificates.an_order(customer, NOW, name=f"n{n}.example.ma"),
    PrivacyRequest: lambda customer, user, n: personal.asked(customer, user, NOW, f"law {n}"),
    EvidenceFile: lambda customer, user, n: proven(customer, f"law-{n}"),
    FormalNotice: lambda customer, user, n: a_letter(customer, Act(NOW, user.public_id), f"RR{n:09}MA"),
    VersionNotice: lambda customer, user, n: told_of_a_version(customer, f"law-{n}"),
    Domain: lambda customer, user, n: names.registered(f"name{n}.com", date(2027, 5, 1), customer),
    TransferIn: lambda customer, user, n: transfer_in(customer, f"ailleurs-{n}.com"),
    Order: _proforma,
    Proforma: _proforma,
    Invoice: _invoice,
    Email: _mail,
    Receipt: lambda customer, user, n: receipted(customer, None, Act(NOW, user.public_id), f"law_{n}"),
    RegistrationFile: lambda customer, user, n: papers.a_file(customer, NOW, f"maroc-{n}.ma"),
    Paper: lambda customer, user, n: papers.sent_identity(contact_of(customer, f"Holder {n}"), NOW),
    Contact: lambda customer, user, n: contact_of(customer, f"Contact {n}"),
    Membership: lambda customer, user, n: join(person(f"p{n}@argan.example"), customer, Role.READ_ONLY),
    Refund: lambda customer, user, n: refunded(customer, Act(NOW, user.public_id)),
    CreditEntry: lambda customer, user, n: credit.enter(
        customer, 100, CreditEntry.Kind.GOODWILL, f"law_{n}", Act(NOW, user.public_id), reason="law"
    ),
}
