"""What follows when a mail does not arrive: the proof, the mark on the address, the next contact, the task for staff.

A hard refusal at sending and a report that comes back days later lead here alike (ADR 23).
"""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.attention import raise_attention
from notifications import outbox
from notifications.lifecycle import return_again
from notifications.models import Bounce, Email, FailingAddress

from . import reach

QUEUE = "bounces"


def follow(email: Email, act: Act, what: str, status: str, said: str) -> None:
    """In the transaction that marks the mail: `what` is how its evidence calls it (refused, bounced).

    Without a `status` no mail server has spoken: the fault is ours or the line's, and the address is not to blame.
    """
    if email.about:
        facts = {"email": email.public_id, "to": email.to, "status": status, "said": said}
        evidence.record(email.about, "notice", what, act, email.clause, **facts)
    if not email.customer_id:
        if email.clause:
            _tell_staff(email, said, act, str(email))
        return
    if status:
        _mark(email, act, status, said)
    to = _next_contact(email, act) if email.clause and not outbox.is_conversation(email) else ""
    if to:
        outbox.repeat(email, to, act)
    _open_case(email, act, status, said, to)


def _mark(email: Email, act: Act, status: str, said: str) -> None:
    """The address fails for this account, and its history says so."""
    facts = {"last_at": act.now, "status": status, "said": said, "over_at": None}
    address = email.to.lower()
    row, new = FailingAddress.objects.get_or_create(
        customer_id=email.customer_id, address=address, defaults={**facts, "since": act.now}
    )
    if new or row.over_at:
        about = email.customer.public_id
        evidence.record(about, "act", "address_failing", act, email.clause, address=address, status=status)
    if not new:
        since = act.now if row.over_at else row.since
        FailingAddress.objects.filter(pk=row.pk).update(**facts, since=since)


def _next_contact(email: Email, act: Act) -> str:
    """The first address of the account that this notice has not been sent to yet; empty when none is left."""
    tried = {to.lower() for to in notice_of(email).values_list("to", flat=True)}
    contacts = (contact.address for contact in reach.of_account(email.customer_id, act.now))
    return next((address for address in contacts if address.lower() not in tried), "")


def notice_of(email: Email):
    """All mails that give the same notice: to several people at once, and to those who were tried after them."""
    first = email.repeats or email
    same = {
        "customer": first.customer_id,
        "about": first.about,
        "kind": first.kind,
        "created_at": first.created_at,
    }
    at_once = Q(**same) if first.about else Q(pk=first.pk)
    firsts = Email.objects.filter(at_once, repeats=None)
    return Email.objects.filter(Q(pk__in=firsts.values("pk")) | Q(repeats__in=firsts.values("pk")))


def _open_case(email: Email, act: Act, status: str, said: str, to: str) -> None:
    """One case for each mail; one that comes back again, after it was sent again, opens its case anew."""
    alone = bool(email.clause) and not to and not outbox.is_conversation(email)
    facts = {"at": act.now, "address": email.to, "status": status, "said": said, "sent_to": to, "urgent": alone,
             "customer_id": email.customer_id, "state": "open" if email.clause else "noted"}  # fmt: skip
    case, new = Bounce.objects.get_or_create(email=email, defaults=facts)
    if not new and email.clause and return_again.allowed(case):
        return_again(case, act, status=status, said=said, sent_to=to)
    if email.clause:
        left = _("{mail} – nobody is left to write to: telephone the customer") if alone else "{mail}"
        _tell_staff(email, said, act, format_lazy(left, mail=email))


def _tell_staff(email: Email, said: str, act: Act, title: str | Promise) -> None:
    key = f"{email.public_id}:{QUEUE}:{act.now:%Y%m%d}"
    raise_attention(QUEUE, key, email.about, title, detail=said, clause=email.clause, act=act)
