"""The monthly contract: checklist, hours, answers; paid by the month, never tacitly (HD-2.3.2, HD-6.2)."""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import dunning, ordering
from billing.cycles import operation
from billing.lines import NewLine
from billing.prices import NoPrice
from contracts.leaving import noting
from core import clock, evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed, amend
from core.uploads import Upload
from support import coverage
from web_hosting.flows import contracts as flow
from web_hosting.models import HostingAccount

from . import emails
from .models import OutsourcingContract
from .policy import POLICY
from .terms import MONTHLY as PRODUCT

ORDER, RENEW, QUEUE = "outsourcing.order", "outsourcing.renew", "outsourcing"
MONTHLY = operation(1)
LABEL = 160


def order_line(label: str, about: str = "") -> NewLine:
    """The line of a new contract, for the cart."""
    options = {"label": label[:LABEL], "about": about, "quantities": [1, 1], "clause": "HD-2.3.2(1)"}
    return NewLine(ORDER, label[:LABEL], PRODUCT, MONTHLY, gettext_lazy("Monthly outsourcing, one month"),
                   options=options, scopes=("outsourcing",))  # fmt: skip


def renewal_line(contract: OutsourcingContract) -> NewLine:
    """The line of the next month, with its days (HD-3.2a)."""
    return NewLine(RENEW, contract.label, PRODUCT, MONTHLY, gettext_lazy("Monthly outsourcing"),
                   about=contract.public_id, period_from=contract.paid_through, period_to=next_end(contract),
                   options={"clause": "HD-6.2"}, scopes=("outsourcing",))  # fmt: skip


def next_end(contract: OutsourcingContract):
    """The end of the next month, counted from the first day."""
    return clock.months_later(contract.started_on, contract.months_paid + 1)


def service(contract: OutsourcingContract) -> str:
    """What the support is about: the service named, else the contract itself."""
    return contract.about or contract.public_id


def begin(contract: OutsourcingContract, act: Act) -> None:
    """It runs: support knows its clocks, and the backups are ours (C-34)."""
    coverage.cover(contract.customer, service(contract), contract.label, "outsourcing", POLICY, act)
    evidence.record(contract.public_id, "act", "backups", act, "C-34", ours=True, service=contract.about)
    title = format_lazy(gettext_lazy("{thing}: the checklist of the beginning"), thing=contract)
    raise_attention(
        QUEUE, f"{contract.public_id}:begin", contract.public_id, title, act=act, clause="HD-2.3.2(1)"
    )
    emails.contract_started(contract, act)


# --- verbs ------------------------------------------------------------------------------------------------
@flow.verb(source="active", clause="HD-2.3.2(1)", label=gettext_lazy("tick an item of the checklist"))
def tick(contract: OutsourcingContract, act: Act, kind: str, note: str = "") -> None:
    """One item is done, on this day; with the last one the customer is told."""
    done = contract.checklist.filter(kind=kind, done_at=None).update(
        done_at=act.now, done_by=act.actor, note=note[:300]
    )
    if not done:
        raise NotAllowed(_("This item is ticked already."), "HD-2.3.2(1)")
    evidence.record(contract.public_id, "act", "checklist", act, "HD-2.3.2(1)", item=kind)
    if not contract.checklist.filter(done_at=None).exists():
        contract.onboarded_at = act.now
        close_attention(act, about=contract.public_id)
        emails.contract_onboarded(contract, act)


@flow.verb(source="active", clause="HD-2.3.2(1)")
def report_late_onboarding(contract: OutsourcingContract, act: Act) -> None:
    """Two weeks, and something of the checklist is still open."""
    title = format_lazy(gettext_lazy("{thing}: the checklist is not done"), thing=contract)
    raise_attention(
        QUEUE, f"{contract.public_id}:late", contract.public_id, title, act=act, clause="HD-2.3.2(1)"
    )


@flow.verb(source="active", clause="HD-6.2")
def propose_renewal(contract: OutsourcingContract, act: Act) -> None:
    """The proforma of the next month; nothing renews unless it is paid."""
    if ordering.open_proposal(contract.public_id):
        return
    try:
        proforma = ordering.propose(
            contract.customer, [renewal_line(contract)], act, due_on=contract.paid_through, origin="renewal",
            payable_until=_lapses_at(contract),
        )  # fmt: skip
    except NoPrice as missing:
        raise_attention(QUEUE, f"{contract.public_id}:price:{act.today}", contract.public_id, contract.label,
                        act=act, detail=missing.message, clause="HD-6.2")  # fmt: skip
        return
    contract.proposal = proforma.public_id
    emails.contract_proposed(contract, act, proforma.total_ttc)


@flow.verb(source="active", clause="HD-6.2")
def take_renewal(contract: OutsourcingContract, act: Act, line) -> None:
    """The next month is paid."""
    contract.months_paid += 1
    contract.period_from, contract.paid_through = line.period_from, line.period_to
    contract.line, contract.proposal = line.public_id, ""
    contract.notice_at, contract.notice_channel, contract.notice_in_time = None, "", None


@flow.verb(source="active", clause="HD-6.3", label=gettext_lazy("note that it is not renewed"))
def give_notice(
    contract: OutsourcingContract, act: Act, channel: str = "portal", given_on: date | None = None,
    scan: Upload | None = None,
) -> None:  # fmt: skip
    """Not renewed: no proforma any more, it ends with its paid month (C-11)."""
    if contract.notice_at:
        raise NotAllowed(_("Notice has been given already."), "HD-6.3")
    contract.notice_at, contract.notice_channel = act.now, channel
    contract.notice_in_time = noting.note(contract, act, channel, given_on, scan, contract.paid_through)
    ordering.void_open_proposals(contract.public_id, act, gettext_lazy("notice of not renewing"))
    contract.proposal = ""


@flow.verb(source="active", target="ended", clause="HD-6.3")
def end(contract: OutsourcingContract, act: Act) -> None:
    """The paid month is over, and notice was given."""
    _ended(contract, act, unpaid=False)


@flow.verb(source="active", target="ended", clause="HD-6.2")
def lapse(contract: OutsourcingContract, act: Act) -> None:
    """The next month was not paid: it has ended, nothing is owed."""
    _ended(contract, act, unpaid=True)


def _ended(contract: OutsourcingContract, act: Act, unpaid: bool) -> None:
    contract.ended_at = act.now
    ordering.void_open_proposals(contract.public_id, act, gettext_lazy("the contract has ended"))
    coverage.end(service(contract), act, POLICY.code)
    evidence.record(contract.public_id, "act", "backups", act, "C-34", ours=False, service=contract.about)
    close_attention(act, about=contract.public_id)
    emails.contract_ended(contract, act, unpaid)


def keep_backups(about: str, act: Act, begins: bool) -> None:
    """A contract that makes the backups of a space begins or ends: who makes them is written on the space (C-34)."""
    by = HostingAccount.BackupBy.OUTSOURCING if begins else HostingAccount.BackupBy.PROVIDER
    account = HostingAccount.objects.filter(public_id=about).exclude(backup_by=by).first()
    if account:
        amend(account, act, "backup_by", "C-34", backup_by=by)


def _lapses_at(contract: OutsourcingContract):
    last = dunning.payable_through(dunning.OUTSOURCING, PRODUCT, contract.public_id,
                                   contract.paid_through, contract.paid_through)  # fmt: skip
    return clock.opening(last + clock.days(1))
