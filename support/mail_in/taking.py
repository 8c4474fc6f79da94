"""Taking a message in: once by its Message-ID, in one transaction with what it causes (HD-2.4)."""

from dataclasses import replace

from django import forms
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence, uploads
from core.acts import Act
from core.attention import raise_attention
from core.transitions import NotAllowed
from core.uploads import Upload
from support import attachments, emails, tickets
from support.flows import mails as flow
from support.models import IncomingMail, Message, Ticket
from support.terms import TICKETS

from . import plain, quarantine
from .judging import Verdict, judge
from .reading import Letter, read

QUEUE = "mail_quarantine"
SYSTEM = "mail"
REASONS = {
    "auto-submitted": gettext_lazy("an automatic answer"),
    "precedence": gettext_lazy("bulk mail"),
    "list": gettext_lazy("a mailing list"),
    "our own": gettext_lazy("a mail of our own came back"),
    "bounce": gettext_lazy("a notice of non-delivery"),
    "too many": gettext_lazy("too many in an hour"),
    "sender": gettext_lazy("it names no sender, or several"),
    "too many parts": gettext_lazy("it has too many parts to be read"),
    "empty": gettext_lazy("it says nothing"),
    "token": gettext_lazy("its reply address is another person’s or another request’s"),
    "no ticket": gettext_lazy("its request does not exist"),
    "left the account": gettext_lazy("its sender has no place in the account"),
    "unknown sender": gettext_lazy("nobody is known to have this address"),
    "not authenticated": gettext_lazy("the mail server does not vouch for its sender"),
    "several accounts": gettext_lazy("its sender works in several accounts"),
    "may not write": gettext_lazy("its sender’s role may not write"),
    "refused": gettext_lazy("the request cannot take it"),
}


def take(raw: bytes, act: Act, envelope_from: str = "", envelope_to: tuple[str, ...] = ()) -> IncomingMail:
    """Take a message in; the same Message-ID again is the same row, and nothing happens twice."""
    letter = read(raw, envelope_from, envelope_to)
    known = IncomingMail.objects.filter(mail_id=letter.mail_id).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return _kept(letter, judge(letter, act.now), act)
    except IntegrityError:  # the same message came twice at once: the other one has it
        return IncomingMail.objects.get(mail_id=letter.mail_id)


@flow.verb(source="quarantined", target="attached", clause="HD-2.4", label=gettext_lazy("put into a request"))
def attach(mail: IncomingMail, act: Act, ticket: Ticket, with_files: bool = True) -> None:
    """Staff know whose word it is: it stands in the request under its sender's address, put there by them."""
    name = f"{mail.sender_name} <{mail.sender}>".strip()
    files = quarantine.release(mail) if with_files else []
    tickets.hear(
        ticket, act, body=mail.body or mail.subject, uploads=files, channel="email", author_name=name
    )
    quarantine.forget(mail)
    mail.ticket, mail.message = ticket, ticket.messages.order_by("-pk").first()


@flow.verb(source="quarantined", target="discarded", clause="HD-2.4", label=gettext_lazy("throw away"))
def discard(mail: IncomingMail, act: Act) -> None:
    """Nobody's word, or nothing to us: its text and its files are forgotten."""
    mail.body = ""
    quarantine.forget(mail)


def _kept(letter: Letter, verdict: Verdict, act: Act) -> IncomingMail:
    """The message with its verdict, carried out."""
    files, left_out = _files(letter)
    mail = IncomingMail(
        mail_id=letter.mail_id, sender=letter.sender, sender_name=letter.sender_name, to=", ".join(letter.to)[:254],
        subject=letter.subject, body="" if verdict.state == "dropped" else letter.text[: TICKETS.body_characters],
        state=verdict.state, reason=verdict.reason, left_out=left_out, received_at=act.now,
    )  # fmt: skip
    if verdict.state == "taken":
        try:
            with transaction.atomic():
                mail.ticket, mail.message = _put(letter, verdict, files, act)
        except NotAllowed:
            verdict = replace(verdict, state="quarantined", reason="refused")
            mail = _apart(mail, verdict)
    mail.save()
    if verdict.state == "quarantined" and (no_room := quarantine.keep(mail, files)):
        mail.left_out = [*left_out, *no_room]
        mail.save(update_fields=["left_out"])
    if verdict.state == "taken":
        _tell_left_out(mail, letter, left_out, act)
    elif verdict.state == "quarantined":
        title = format_lazy("{} – {}", letter.sender or "?", REASONS[verdict.reason])
        raise_attention(QUEUE, f"{mail.public_id}:apart", mail.public_id, title, act=act, clause="HD-2.4")
    evidence.record(
        mail.public_id, "act", verdict.state, act, "HD-2.4", mail=letter.mail_id, why=verdict.reason
    )
    return mail


def _apart(mail: IncomingMail, verdict: Verdict) -> IncomingMail:
    """The same message, kept apart instead."""
    facts = {f.attname: getattr(mail, f.attname) for f in mail._meta.concrete_fields if not f.primary_key}
    facts |= {"state": verdict.state, "reason": verdict.reason, "ticket_id": None, "message_id": None}
    return IncomingMail(**facts)


def _put(letter: Letter, verdict: Verdict, files: list[Upload], act: Act) -> tuple[Ticket, Message]:
    """Into the ticket that it answers, or a new one; an old closed one is followed by a new one."""
    who = replace(act, actor=verdict.user.public_id if verdict.user else SYSTEM)
    body = plain.without_quotes(letter.text)[: TICKETS.body_characters] or letter.subject or "–"
    name = str(verdict.user) if verdict.user else verdict.customer.name
    ticket = verdict.ticket
    if ticket is None or not _takes(ticket, act):
        subject = letter.subject or body.split("\n")[0]
        about = ticket.about if ticket else ""
        ticket = tickets.open_ticket(verdict.customer, subject, body, who, about, "email", uploads=files,
                                     author_name=name)  # fmt: skip
    else:
        tickets.reply(ticket, body, who, uploads=files, channel="email", author_name=name)
    return ticket, ticket.messages.order_by("-pk").first()


def _takes(ticket: Ticket, act: Act) -> bool:
    return ticket.state != "closed" or act.now <= ticket.closed_at + TICKETS.reopen_within


def _files(letter: Letter) -> tuple[list[Upload], list[str]]:
    """The files that can be kept, and why each of the others cannot."""
    kept: list[Upload] = []
    left_out: list[str] = []
    for name, content in letter.files:
        try:
            if len(kept) == TICKETS.attachments:
                raise forms.ValidationError(f"{uploads.harmless(name)}: {attachments.too_many()}")
            kept.append(attachments.judged(name, content))
        except forms.ValidationError as refused:
            left_out += refused.messages
    return kept, left_out


def _tell_left_out(mail: IncomingMail, letter: Letter, problems: list[str], act: Act) -> None:
    """The sender learns which files are missing, in his account's language."""
    if problems:
        with translation.override(mail.ticket.customer.language):
            _kept_files, spoken = _files(letter)
        emails.files_left_out(mail.ticket, letter.sender, spoken, act, mail.public_id)


def reason_word(reason: str) -> str:
    """Why a message was kept apart or dropped, in words."""
    return str(REASONS.get(reason, _("taken")))
