"""The mails of servers: who is told what, under which natural key. Access codes are never in a mail (SRV-3.p2)."""

from datetime import date
from typing import Any

from django.utils import translation

from billing.models import OrderLine
from core.acts import Act
from notifications import outbox

from .models import AccessCode, Server, ServerDecision, ServerTask
from .options import OPTIONS
from .ordering import options_of
from .terms import RUNNING


def activated(server: Server, act: Act) -> None:
    """It is there: where, until when, and a link to its access codes (SRV-3.p2, SRV-4.1)."""
    _tell(server, act, "servers.activated", "SRV-3.p2", "activated", addresses=_addresses(server),
          ends=server.term_ends_on, own_backup=server.backup_by == "customer", **_codes(server))  # fmt: skip


def withdrawal_open(server: Server, act: Act) -> None:
    """A consumer keeps his right of withdrawal: until when, and when the server is prepared (C-21)."""
    _tell(server, act, "servers.withdrawal_open", "C-21", "withdrawal", starts=server.starts_at)


def delayed(server: Server, act: Act) -> None:
    """The promise of delivery is missed (SRV-3.1, SRV-3.2): said plainly, with what happens next."""
    clause = server.product.promise_clause
    _tell(server, act, "servers.delayed", clause, "delayed", promised=server.promised_at,
          busy=bool(server.call_error))  # fmt: skip


def new_codes(task: ServerTask, act: Act) -> None:
    """New access codes wait to be opened."""
    server = task.server
    _tell(server, act, "servers.new_codes", "SRV-3.p2", f"codes:{task.public_id}", rebuilt=task.kind == "rebuild",
          **_codes(server))  # fmt: skip


def console_ready(server: Server, code: AccessCode, act: Act) -> None:
    """A login of its console waits to be opened, for some hours."""
    _tell(server, act, "servers.console_ready", "SRV-3.p2", f"console:{code.public_id}", until=code.expires_at,
          action=outbox.link("servers:access_code", code.public_id))  # fmt: skip


def task_refused(task: ServerTask, act: Act, why: Any) -> None:
    """What was asked for cannot be done."""
    server = task.server
    with translation.override(server.customer.language):
        said = {"what": str(task.get_kind_display()), "why": str(why)}
    _tell(server, act, "servers.task_refused", "SRV-6.1.2(1)", f"refused:{task.public_id}", paid=bool(task.line),
          **said)  # fmt: skip


def resized(task: ServerTask, act: Act) -> None:
    """It has its new size."""
    server = task.server
    _tell(server, act, "servers.resized", "SRV-3.p1", f"resized:{task.public_id}", product=str(server.product),
          cpus=server.product.cpus, ram=server.product.ram, disk=server.product.disk)  # fmt: skip


def options_changed(server: Server, act: Act, key: str) -> None:
    """Options were set up or have ended: which ones it has now (SRV-6.1.3), and who backs up (C-34)."""
    with translation.override(server.customer.language):
        had = [f"{OPTIONS[code].words} × {n}" if n > 1 else str(OPTIONS[code].words)
               for code, n in options_of(server).items()]  # fmt: skip
    _tell(server, act, "servers.options_changed", "SRV-6.1.3", f"options:{key}", options=", ".join(had),
          own_backup=server.backup_by == "customer")  # fmt: skip


# --- the term ---------------------------------------------------------------------------------------------
def renewal_proposed(server: Server, act: Act) -> None:
    """The proforma of the next term is there; nothing renews by itself (HD-6.2)."""
    attached = [server.proposal] if server.proposal else []
    _tell(server, act, "servers.renewal_proposed", "HD-6.2", f"proposed:{server.term_ends_on}", series="term",
          attachments=attached, ends=server.term_ends_on, stops=_stops(server), action=_pay(server))  # fmt: skip


def term_notice(server: Server, act: Act, notice: str) -> None:
    """The term ends in some days, or today."""
    _tell(server, act, "servers.term_notice", "HD-6.2", f"term:{server.term_ends_on}:{notice}", series="term",
          notice=notice, ends=server.term_ends_on, stops=_stops(server), action=_pay(server))  # fmt: skip


def renewed(server: Server, act: Act) -> None:
    """Another term is paid."""
    _tell(
        server, act, "servers.renewed", "SRV-4.1", f"renewed:{server.term_ends_on}", ends=server.term_ends_on
    )


def too_late(server: Server, act: Act, line: OrderLine) -> None:
    """Paid for a server that can no longer take it: the money is on the credit account."""
    _tell(server, act, "servers.too_late", "HD-6.2", f"too_late:{line.public_id}", paid_for=str(line.description),
          action=outbox.link("billing:credit"))  # fmt: skip


def abandonment(server: Server, act: Act, on: date) -> None:
    """Unpaid, it will be deemed abandoned on that day (HD-3.4)."""
    _tell(server, act, "servers.abandonment", "HD-3.4", f"abandonment:{server.term_ends_on}", on=on,
          ended=server.term_ends_on, action=_pay(server))  # fmt: skip


def notice_given(server: Server, act: Act) -> None:
    """The non-renewal is noted (HD-6.3)."""
    _tell(
        server,
        act,
        "servers.notice_given",
        "HD-6.3",
        f"notice:{act.now:%Y%m%d%H%M}",
        ends=server.term_ends_on,
    )


# --- cut off, restored --------------------------------------------------------------------------------------
def suspended(server: Server, act: Act) -> None:
    """Cut off: why, what lifts it, in words (C-29, SRV-6.2.1, HD-3.3)."""
    billing = server.suspended_for == "billing"
    with translation.override(server.customer.language):
        reason = str(server.get_suspended_for_display())
    clauses = {"billing": "HD-3.3", "security": "SRV-6.2.1", "abuse": "HD-4.5", "authority": "C-29"}
    _tell(server, act, "servers.suspended", clauses[server.suspended_for],
          f"suspended:{server.suspended_at:%Y%m%d%H%M}", reason=reason, detail=server.suspension_text,
          billing=billing, correctable=server.suspended_for in ("security", "abuse"),
          lost=server.dunning.end_on or server.term_ends_on,
          action=_pay(server) if billing else _correct(server))  # fmt: skip


def corrected(server: Server, act: Act) -> None:
    """What the customer has told us is on top of our list (SRV-6.2.1)."""
    _tell(server, act, "servers.corrected", "SRV-6.2.1", f"corrected:{act.now:%Y%m%d%H%M}",
          by=server.corrected_at + RUNNING.restore)  # fmt: skip


def not_corrected(server: Server, act: Act) -> None:
    """The danger is still there: what is left to do."""
    _tell(server, act, "servers.not_corrected", "SRV-6.2.1", f"not_corrected:{act.now:%Y%m%d%H%M}",
          detail=server.suspension_text, action=_correct(server))  # fmt: skip


def restored(server: Server, act: Act) -> None:
    """It runs again."""
    _tell(server, act, "servers.restored", "SRV-6.2.1", f"restored:{act.now:%Y%m%d%H%M}")


def degraded(server: Server, act: Act) -> None:
    """It runs elsewhere or slower for a while (SRV-6.1.2(6))."""
    _tell(
        server,
        act,
        "servers.degraded",
        "SRV-6.1.2(6)",
        f"degraded:{act.now:%Y%m%d%H%M}",
        why=server.degraded_note,
    )


def recovered(server: Server, act: Act) -> None:
    """It is back where it belongs."""
    _tell(server, act, "servers.recovered", "SRV-6.1.2(6)", f"recovered:{act.now:%Y%m%d%H%M}",
          since=server.degraded_since)  # fmt: skip


def usage(server: Server, act: Act, what: str, percent: int, used: int, limit: int) -> None:
    """Eighty or all of what was bought is used: once each, anew for another size (SRV-5.1(1)). `used`, `limit`: GB."""
    period = f"{act.today:%Y%m}:{limit}" if what == "traffic" else f"{act.now:%Y%m%d%H%M}"
    _tell(server, act, "servers.usage", "SRV-5.1(1)", f"usage:{what}:{period}:{percent}", traffic=what == "traffic",
          percent=percent, used=used, limit=limit, full=percent >= RUNNING.full_percent)  # fmt: skip


# --- the end ------------------------------------------------------------------------------------------------
def ended(server: Server, act: Act) -> None:
    """Nothing of it is left; what becomes of the money, where it was never delivered."""
    if server.ended_by != "decision":
        _tell(server, act, "servers.ended", "SRV-4.1", "ended", delivered=bool(server.delivered_at),
              withdrawn=server.ended_by == "withdrawal")  # fmt: skip


def terminated(decision: ServerDecision, act: Act) -> None:
    """Ended by decision: its ground, and nothing paid back (SRV-7.1.3)."""
    server = decision.server
    with translation.override(server.customer.language):
        ground = str(decision.get_ground_display())
    _tell(server, act, "servers.terminated", decision.clause, "terminated", ground=ground, detail=decision.detail,
          at=decision.executed_at)  # fmt: skip


def _tell(server: Server, act: Act, kind: str, clause: str, key: str, series: str = "", attachments=(),
          **more: Any) -> None:  # fmt: skip
    customer = server.customer
    context = {"name": server.hostname, "product": str(server.product),
               "link": outbox.link("servers:detail", server.public_id), **more}  # fmt: skip
    outbox.queue(
        kind, to=customer.billing_email, language=customer.language, context=context, about=server.public_id,
        key=f"{server.public_id}:{kind}:{key}", now=act.now, customer=customer, clause=clause, series=series,
        attachments=attachments, act=act,
    )  # fmt: skip


def _addresses(server: Server) -> str:
    return ", ".join(server.addresses.order_by("pk").values_list("ip", flat=True))


def _codes(server: Server) -> dict[str, Any]:
    """Where its access codes can be opened, and until when."""
    code = server.codes.filter(where="").exclude(sealed=None).first()
    if code is None:
        return {"action": outbox.link("servers:detail", server.public_id), "until": server.code_expires_at}
    return {"action": outbox.link("servers:access_code", code.public_id), "until": code.expires_at}


def _pay(server: Server) -> str:
    return outbox.link("servers:renew", server.public_id)


def _correct(server: Server) -> str:
    return outbox.link("servers:correct", server.public_id)


def _stops(server: Server) -> date:
    return server.dunning.suspend_on
