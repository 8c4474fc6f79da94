"""What a customer, staff or a court do to a name on a day of its calendar."""

from collections.abc import Iterator
from datetime import date

from accounts.models import Contact
from billing import ordering, payments
from billing.lines import NewLine
from core import clock, worker
from core.acts import Act
from core.models import StateChange
from core.transitions import NotAllowed
from domains import holds, lifecycle, renewals
from domains.ending import cancellations, claims, decisions
from domains.models import Cancellation, Domain, LegalDecision
from notifications.models import Email
from tests import names

EXPIRY = date(2026, 11, 22)
PDF = b"%PDF-1.7 a paper"


def day(n: int) -> date:
    """J+n."""
    return EXPIRY + clock.days(n)


def act(n: int, actor: str = "usr_staff", reason: str = "") -> Act:
    """Somebody acts on J+n at ten."""
    return Act(clock.at_local(day(n), 10), actor, reason)


def current(domain: Domain) -> Domain:
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def pay(domain: Domain, lines: list[NewLine], n: int, paid: int | None = None) -> None:
    """A proforma of J+n, paid the same day or on J+`paid`."""
    made, on = act(n, "usr_customer"), n if paid is None else paid
    until = clock.at_local(day(on) + clock.days(1))
    proforma = ordering.propose(
        domain.customer, lines, made, due_on=made.today, payable_until=until, at_once=True
    )
    names.live_through(act(on).now)
    payments.received(proforma.total_ttc, proforma.payment_reference, day(on), act(on))
    worker.settle(act(on).now)


def renew(domain: Domain, n: int) -> None:
    if domain.state not in {"registered", "grace"}:
        raise NotAllowed("the page offers no renewal")
    pay(domain, [renewals.renewal_line(domain, 1, day(n))], n)


def pay_too_late(domain: Domain, n: int) -> None:
    """A proforma made in the grace is paid when the name has left it."""
    pay(domain, [renewals.renewal_line(domain, 1, day(n))], n, paid=35)


def redeem(domain: Domain, n: int) -> None:
    pay(domain, [renewals.redeem_line(domain)], n)


def let_go(domain: Domain, n: int) -> None:
    lifecycle.let_expire(domain, act(n, "usr_customer"))


def cancel(domain: Domain, n: int) -> None:
    """The holder asks, staff accept the same day."""
    cancellations.ask(domain, act(n, "usr_customer"), "not_needed", "")
    cancellations.accept(Cancellation.objects.get(domain=domain), act(n, reason="the holder asks for it"))


def register_anew(domain: Domain, n: int) -> None:
    options = {"name": domain.name, "extension": domain.extension.code, "contacts": domain.contacts}
    line = NewLine("domain.register", domain.name, "domain.ma", "register", "Registration", options=options)
    pay(domain, [line], n)


def hold(domain: Domain, n: int) -> None:
    """The customer claims a payment dispute, staff accept it, and close it on J+50 (.ma: before the cut-off)."""
    held = claims.claim_circumstance(domain, act(n, "usr_customer"), "payment", "I have paid", PDF)
    claims.accept(held, act(n, reason="the receipt is good"))
    end = 28 if domain.extension.family == "ma" else 50
    names.live_through(act(end).now)
    holds.close_holds(current(domain), act(end, reason="settled"))


def rejected(domain: Domain, n: int) -> None:
    """The customer claims what staff do not accept: nothing changes but what he is told."""
    held = claims.claim_circumstance(domain, act(n, "usr_customer"), "other", "please wait", PDF)
    claims.reject(held, act(n, reason="not a circumstance of the contract"))


def dispute(domain: Domain, n: int) -> None:
    """A UDRP is opened, the name is locked; the complaint is withdrawn after the grace (.ma: after day 30)."""
    holds.open_hold(domain, act(n, reason="UDRP D2026-1"), kind="udrp")
    names.live_through(act(45).now)
    holds.close_holds(current(domain), act(45, reason="complaint withdrawn"))
    if (
        domain.extension.family == "ma"
    ):  # the registry has renewed tacitly, and we do not cancel any more (C-01)
        names.live_through(act(46).now)
        lifecycle.take_over_year(
            current(domain), act(46, reason="the cut-off was missed through no fault of his")
        )


def court(domain: Domain, n: int) -> None:
    """A court has the name cancelled: one person enters it, another executes it."""
    ruling = {"authority": "court", "grounds": "court_order", "effect": "cancel", "reference": "TC 2026/88"}
    decisions.enter_decision(domain, act(n, "usr_first"), document=PDF, **ruling)
    decisions.execute(LegalDecision.objects.get(), act(n, "usr_second"))


def award(domain: Domain, n: int) -> None:
    """A panel awards the name to somebody else."""
    other = names.a_customer(name="Zellige Conseil", billing_email="compta@zellige.example")
    winner = Contact.objects.create(customer=other, full_name="Nadia Filali", email="nadia@zellige.example",
                                    country="MA", changed_at=act(n).now)  # fmt: skip
    ruling = {"authority": "wipo", "grounds": "award", "effect": "transfer", "reference": "D2026-0001"}
    decisions.enter_decision(domain, act(n, "usr_first"), document=PDF, beneficiary=winner, **ruling)
    decisions.execute(LegalDecision.objects.get(), act(n, "usr_second"))


def silence(domain: Domain, n: int) -> None:
    """Nobody does anything."""


def lived(name: str, deed, n: int, until: date = date(2027, 4, 1)) -> list[tuple[str, str, str]]:
    """What happens to a name that expires on 22 November 2026 when `deed` is done on J+n."""
    domain = names.registered(name, EXPIRY, names.a_customer())
    names.live_through(act(n).now)
    deed(current(domain), n)
    names.live_through(clock.opening(until))
    return list(calendar(domain))


def calendar(domain: Domain) -> Iterator[tuple[str, str, str]]:
    """Day; state, mail, or what the registry was told; clause: of a name and of the decisions about it."""
    about = [domain.public_id, *domain.decisions.values_list("public_id", flat=True)]
    moves = StateChange.objects.filter(about=domain.public_id, kind="state")
    seen = [(m.at, 0, m.seq, m.data["to"], m.clause) for m in moves]
    mails = Email.objects.filter(about__in=about, to=names.CONTACT["email"])
    seen += [(m.created_at, 1, m.pk, m.kind + _which(m), m.clause) for m in mails]
    told = domain.changes.filter(state="synced")
    seen += [(c.settled_at, 2, c.pk, f"registry: {_said(c)}", c.clause) for c in told]
    for at, _order, _seq, what, clause in sorted(seen):
        yield clock.local_date(at).isoformat(), what, clause


def _said(change) -> str:
    return f"{change.kind} {'on' if change.wanted['on'] else 'off'}" if "on" in change.wanted else change.kind


def _which(mail: Email) -> str:
    code = mail.key.split(":")[3] if mail.kind.endswith("_notice") else ""
    return f" {code}" if code else ""
