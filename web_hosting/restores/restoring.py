"""A restore: a backup is looked for first, its fee is asked for only where there is one, its result is told (C-14)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine
from core import clock, evidence
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import NotAllowed, claim
from core.workdays import add_working_days, closed_from
from web_hosting import emails, prices
from web_hosting.flows import restores as flow
from web_hosting.lifecycle.calls import place_of
from web_hosting.models import HostingAccount, RestoreRequest
from web_hosting.ordering import RESTORE
from web_hosting.panel import panel_for
from web_hosting.terms import HANDLING


@transaction.atomic
def ask(
    account: HostingAccount, act: Act, what: str, wanted_on: date | None = None, note: str = ""
) -> RestoreRequest:
    """The customer asks; nothing is promised and nothing is to pay yet (C-14). Raises NotAllowed."""
    claim(account)
    if account.state != "active":
        words = _("%(thing)s is %(state)s: it can be restored when it is active.")
        raise NotAllowed(words % {"thing": account, "state": account.get_state_display()}, "HD-3.7")
    if account.restores.filter(state__in=RestoreRequest.UNDER_WAY).count() >= HANDLING.restores_most:
        raise NotAllowed(_("Several restores are under way already: wait for their result."), "HD-3.7")
    restore = RestoreRequest(
        customer_id=account.customer_id, account=account, what=what, wanted_on=wanted_on, note=note,
        asked_at=act.now, asked_by=act.actor, call_at=act.now, acted_through=act.now,
    )  # fmt: skip
    restore.reschedule()
    restore.save()
    evidence.record(
        account.public_id, "act", "restore_asked", act, "C-14", restore=restore.public_id, part=what
    )
    return restore


def take(line: OrderLine, act: Act) -> int:
    """A paid restore taken up."""
    restore = RestoreRequest.objects.select_related(*RestoreRequest.schedule_related).get(
        public_id=line.about
    )
    claim(restore)
    if not lines.take(line, act):
        return 0
    if restore.state != "offered":
        lines.credit_line(line, act, gettext_lazy("the restore can no longer be carried out"))
        emails.credited(restore.account, act, _("the restore can no longer be carried out"))
        return 1
    begin(restore, act, line=line.public_id)
    return 1


def _look(restore: RestoreRequest, act: Act) -> datetime | None:
    return panel_for(restore.account.panel).latest_backup(place_of(restore.account), act.now)


def _restore(restore: RestoreRequest, act: Act) -> str:
    panel = panel_for(restore.account.panel)
    return panel.restore(place_of(restore.account), restore.backup_at, restore.what, act.now)


# --- verbs ------------------------------------------------------------------------------------------------
@flow.verb(source="looking", target="offered", clause="C-14")
def note_backup(restore: RestoreRequest, act: Act, answer: datetime | None) -> str | None:
    """A backup was found: the fee is proposed. None was found: nothing to pay, and the customer is told."""
    settle_call(restore)
    if answer is None:
        emails.tell(restore.account, act, "no_backup", "C-14", restore.public_id)
        return "no_backup"
    restore.backup_at = answer
    restore.payable_until = act.now + HANDLING.proposal_payable
    _propose(restore, act)
    emails.tell(restore.account, act, "restore_offered", "HD-3.7", restore.public_id, backup_at=answer,
                fee=restore.fee_ht, until=restore.payable_until)  # fmt: skip
    return None


@flow.verb(source="looking", target="no_backup", clause="C-14")
def no_backup(restore: RestoreRequest, act: Act, refusal: PortRefused) -> None:
    """The panel cannot say that there is one: nothing is sold."""
    settle_call(restore)
    tell_staff(
        restore, act, "hosting_restores", gettext_lazy("no backup could be found"), "C-14", str(refusal)
    )
    emails.tell(restore.account, act, "no_backup", "C-14", restore.public_id)


@flow.verb(source="offered", target="restoring", clause="HD-3.7")
def begin(restore: RestoreRequest, act: Act, line: str) -> None:
    """Paid: the panel, or a person, restores."""
    restore.line = line
    day = add_working_days(act.today, HANDLING.restore_working_days, closed_from(act.today))
    restore.due_at = clock.opening(day + clock.days(1))
    call_now(restore, act)


@flow.verb(source="restoring", target="done", clause="HD-3.7")
def finish(restore: RestoreRequest, act: Act, answer: str) -> None:
    """Restored: what was done is told."""
    settle_call(restore)
    restore.done_at, restore.result = act.now, answer or ""
    lines.finish(_line(restore), OrderLine.Outcome.DONE, act)
    close_attention(act, about=restore.public_id)
    emails.tell(restore.account, act, "restore_done", "HD-3.7", restore.public_id, backup_at=restore.backup_at,
                result=restore.result)  # fmt: skip


@flow.verb(source="restoring", target="failed", clause="C-14")
def fail(restore: RestoreRequest, act: Act, refusal: PortRefused) -> None:
    """The backup cannot be used: the fee is credited, the customer is told."""
    settle_call(restore)
    restore.result = refusal.message
    lines.credit_line(_line(restore), act, gettext_lazy("the restore was not possible"))
    tell_staff(
        restore, act, "hosting_restores", gettext_lazy("the restore was not possible"), "C-14", str(refusal)
    )
    emails.tell(
        restore.account, act, "restore_failed", "C-14", restore.public_id, backup_at=restore.backup_at
    )


@flow.verb(source="offered", target="lapsed", clause="HD-6.2")
def lapse(restore: RestoreRequest, act: Act) -> None:
    """Not paid in time, or given up: nothing is owed."""
    ordering.void_open_proposals(restore.public_id, act, gettext_lazy("the restore has lapsed"))


@flow.verb(source="offered", target="withdrawn", clause="C-14", label=gettext_lazy("withdraw"))
def withdraw(restore: RestoreRequest, act: Act) -> None:
    """The customer no longer wants it: nothing was restored and nothing is owed."""
    ordering.void_open_proposals(restore.public_id, act, gettext_lazy("the restore was withdrawn"))


@flow.verb(source="restoring", clause="HD-3.7")
def report_late(restore: RestoreRequest, act: Act) -> None:
    """A working day has passed since the payment, and it is not restored."""
    tell_staff(restore, act, "hosting_restores", gettext_lazy("the restore is late"), "HD-3.7")


flow.call("look_for_backup", source="looking", clause="C-14", ask=_look, done=note_backup, refused=no_backup)
flow.call("restore_at_panel", source="restoring", clause="HD-3.7", ask=_restore, done=finish, refused=fail)


def _propose(restore: RestoreRequest, act: Act) -> None:
    account = restore.account
    fee = prices.fee(prices.RESTORE, "restore", act.today, account.customer.currency)
    restore.fee_ht = fee.ht if fee else 0
    line = NewLine(RESTORE, account.readable_domain, prices.RESTORE, "restore",
                   gettext_lazy("Restore from the latest backup"), about=restore.public_id,
                   options={"clause": "HD-3.7"})  # fmt: skip
    proforma = ordering.propose(account.customer, [line], act, due_on=act.today, origin="request",
                                payable_until=restore.payable_until)  # fmt: skip
    restore.proposal = proforma.public_id


def _line(restore: RestoreRequest) -> OrderLine:
    return OrderLine.objects.select_related("customer", "proforma").get(public_id=restore.line)
