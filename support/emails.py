"""The mails of support: who is told what, under which natural key.

Mails about a ticket go to the people who wrote in it, each with a reply address of his own (`mail_in/addresses.py`);
those about a service go to the account.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from accounts.models import Membership, User
from core.acts import Act
from notifications import outbox

from .models import Advice, Affected, IncidentUpdate, MaintenanceNotice, Message, Ticket

LEFT_OUT = "support.files_left_out"
NAMED = 20  # services of one customer that a mail names


def ticket_opened(ticket: Ticket, act: Act) -> None:
    """The request has arrived: its number, and until when it is answered (HD-2.4)."""
    _about_ticket(ticket, act, "support.ticket_opened", ticket.answer_clause or "HD-2.4", "opened",
                  until=ticket.answer_due_at)  # fmt: skip


def ticket_answered(ticket: Ticket, message: Message, act: Act, waiting: bool) -> None:
    """Support has answered; with `waiting` the customer is asked for something (SSL-10.2)."""
    _about_ticket(ticket, act, "support.ticket_answered", "HD-2.4", f"answer:{message.pk}",
                  body=message.body, waiting=waiting, author=message.author_name)  # fmt: skip


def ticket_reminder(ticket: Ticket, act: Act) -> None:
    """We wait for the customer's answer, and our clock with us (SSL-10.2)."""
    key = f"reminder:{ticket.paused_since:%Y%m%d%H%M}"
    _about_ticket(ticket, act, "support.ticket_reminder", "SSL-10.2", key, since=ticket.paused_since)


def ticket_resolved(ticket: Ticket, act: Act, body: str) -> None:
    """The request is resolved; a word opens it again."""
    key = f"resolved:{act.now:%Y%m%d%H%M%S}"
    _about_ticket(ticket, act, "support.ticket_resolved", "HD-2.4", key, body=body)


def files_left_out(ticket: Ticket, to: str, problems: list[str], act: Act, key: str) -> None:
    """Files of a mail could not be taken: each with its reason, and the way out."""
    _send(ticket.customer, LEFT_OUT, ticket.public_id, "HD-2.4", f"{ticket.public_id}:left_out:{key}", act, [to],
          subject=ticket.subject, problems=problems, link=_ticket_link(ticket))  # fmt: skip


def incident_told(rows: Iterable[Affected], update: IncidentUpdate, act: Act) -> None:
    """Opened, news, or over: nature and expected duration, one mail for all of a customer's services
    (SSL-11.3(6), SRV-A2-2.2).
    """
    mine: dict[int, list[Affected]] = {}
    for row in rows:
        mine.setdefault(row.customer_id, []).append(row)
    for affected in mine.values():
        _incident_told(affected, update, act)


def _incident_told(rows: list[Affected], update: IncidentUpdate, act: Act) -> None:
    row, labels = rows[0], [row.label for row in rows[:NAMED]]
    incident, kind = row.incident, KINDS[IncidentUpdate.Kind(update.kind)]
    services = ", ".join([*labels, "…"] if len(rows) > NAMED else labels)
    _send(row.customer, kind, row.public_id, row.promised.information_clause, f"{row.public_id}:{update.pk}", act,
          words=update.words, title=incident.title, service=services, occurred=incident.occurred_at,
          expected=incident.expected_at, link=outbox.link("support:incident", row.public_id))  # fmt: skip


def incident_waits(row: Affected, act: Act) -> None:
    """The work cannot go on without the customer: what is needed from him (SRV-A2-2.3)."""
    incident = row.incident
    key = f"{row.public_id}:waits:{act.now:%Y%m%d%H%M%S}"
    _send(row.customer, "support.incident_waiting", row.public_id, "SRV-A2-2.3", key, act, words=act.reason,
          title=incident.title, service=row.label, link=outbox.link("support:incident", row.public_id))  # fmt: skip


KINDS = {
    IncidentUpdate.Kind.OPENED: "support.incident_opened",
    IncidentUpdate.Kind.UPDATE: "support.incident_news",
    IncidentUpdate.Kind.RESOLVED: "support.incident_resolved",
    IncidentUpdate.Kind.REVIEW: "support.incident_news",
}


def maintenance_planned(notice: MaintenanceNotice, act: Act) -> None:
    """What is done, why, from when to when (SSL-11.3(5), SRV-6.1.2(4))."""
    window = notice.maintenance
    _about_window(notice, act, "support.maintenance_planned", window.clause, "planned", urgent=window.urgent)


def maintenance_cancelled(notice: MaintenanceNotice, act: Act) -> None:
    """The window will not be."""
    _about_window(notice, act, "support.maintenance_cancelled", notice.maintenance.clause, "cancelled")


def maintenance_done(notice: MaintenanceNotice, act: Act) -> None:
    """Afterwards everybody is told how it went (C-29)."""
    window = notice.maintenance
    _about_window(notice, act, "support.maintenance_done", "C-29", "done", outcome=window.outcome,
                  started=window.started_at, ended=window.ended_at)  # fmt: skip


def hours_used(customer, about: str, label: str, balance, used: int, share: int, act: Act) -> None:
    """So many hundredths of the month's hours are used (SRV-A2-1.1)."""
    _send(customer, "support.hours_used", about, balance.clause,
          f"{about}:hours:{balance.month}:{share}:{balance.included + balance.granted}", act,
          service=label or about, month=balance.month, share=share, used=used, capped=balance.cap is not None,
          included=balance.included + balance.granted, link=outbox.link("support:hours"))  # fmt: skip


def advised(advice: Advice, act: Act) -> None:
    """What our review of a service has shown, or what was noticed besides, and what we advise (SRV-6.1.3)."""
    _send(advice.customer, "support.advised", advice.public_id, advice.clause, f"{advice.public_id}:given", act,
          service=advice.label, words=advice.words, besides=not advice.months,
          link=outbox.link("support:advice", advice.public_id))  # fmt: skip


def report_ready(report, act: Act) -> None:
    """A month's service level report is there (SRV-A2-2.2)."""
    _send(report.customer, "support.report_ready", report.public_id, "SRV-A2-2.2", f"{report.public_id}:ready", act,
          month=report.month, link=outbox.link("support:report", report.public_id))  # fmt: skip


def participants(ticket: Ticket) -> list[str]:
    """The addresses of the customer's people who wrote in a ticket; the account's where none did."""
    wrote = set(ticket.messages.filter(kind=Message.Kind.CUSTOMER).values_list("author", flat=True))
    people = User.objects.filter(public_id__in=wrote | {ticket.opened_by}, is_staff=False, is_active=True)
    members = Membership.objects.filter(customer_id=ticket.customer_id).values("user")
    found = people.filter(pk__in=members).order_by("pk").values_list("email", flat=True)
    return list(found) or [ticket.customer.billing_email]


def _about_ticket(ticket: Ticket, act: Act, kind: str, clause: str, key: str, **context: Any) -> None:
    _send(ticket.customer, kind, ticket.public_id, clause, f"{ticket.public_id}:{key}", act, participants(ticket),
          subject=ticket.subject, reference=ticket.reference, link=_ticket_link(ticket), **context)  # fmt: skip


def _about_window(
    notice: MaintenanceNotice, act: Act, kind: str, clause: str, key: str, **context: Any
) -> None:
    window = notice.maintenance
    _send(notice.customer, kind, notice.public_id, clause, f"{notice.public_id}:{key}", act,
          title=window.title, why=window.why, services=notice.labels, starts=window.starts_at, ends=window.ends_at,
          link=outbox.link("support:maintenance", notice.public_id), **context)  # fmt: skip


def _ticket_link(ticket: Ticket) -> str:
    return outbox.link("support:ticket", ticket.public_id)


def _send(customer, kind: str, about: str, clause: str, key: str, act: Act, to: Iterable[str] = (),
          **context: Any) -> None:  # fmt: skip
    with translation.override(customer.language):
        for address in to or [customer.billing_email]:
            outbox.queue(
                kind, to=address, language=customer.language, context=context, about=about,
                key=f"{key}:{address}"[:200], now=act.now, customer=customer, clause=clause, act=act,
            )  # fmt: skip
