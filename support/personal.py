"""Personal data of the room: words and files of requests in the copy, never a note; what is purged."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import old_accounts, parts, retention
from accounts.privacy.parts import File, Part
from accounts.privacy.retention import Rule
from accounts.privacy.terms import RETENTION
from billing import keeping
from core.acts import Act

from . import attachments
from .models import AbuseCase, Attachment, IncomingMail, Message, QuarantinedFile, ServiceReport, Ticket
from .terms import MAIL

NOBODY = "purged@invalid.invalid"
REPORTER = ("evidence", "reporter_name", "reporter_email", "ip", "language", "target")
KEPT_FOR_STAFF = "an incoming mail’s words stand with the request; the rest is about the mail server"


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(
        Part(Message, way="ticket__customer", narrow=_without_notes),
        Part(Attachment, narrow=_without_notes_files, file=_file),
        Part(AbuseCase, hidden=REPORTER, narrow=_told),
    )
    parts.leave_out(IncomingMail, KEPT_FOR_STAFF)
    parts.leave_out(QuarantinedFile, "of mail that nobody is known to have written")
    keeping.hold_files(ServiceReport, "pdf", "made_at")
    old_accounts.follow(_forget_words)
    retention.register(*RULES)
    retention.register_hold(_under_report)


def _without_notes(rows, today: date):
    return rows.exclude(kind=Message.Kind.NOTE)


def _without_notes_files(rows, today: date):
    return rows.exclude(message__kind=Message.Kind.NOTE)


def _told(rows, today: date):
    """What the customer was asked or told (C-29)."""
    return parts.untold(rows.exclude(asked_at=None, told_at=None), today)


def _file(attachment: Attachment, act: Act) -> File | None:
    return (attachment.name, attachments.content(attachment)) if attachment.size else None


def _under_report():
    """Whose service is reported and not decided."""
    return AbuseCase.objects.filter(state__in=AbuseCase.OPEN).values_list("customer", flat=True)


# --- what is past its time ----------------------------------------------------------------------------------
def _old_files(now: datetime):
    closed = Ticket.objects.filter(state="closed", closed_at__lt=now - RETENTION.attachments)
    return Attachment.objects.filter(size__gt=0, message__ticket__in=closed).defer("token")


def _forget_files(files: list, act: Act) -> None:
    """The bytes go; name and digest stay, so that the request still says what was sent."""
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(token=b"", size=0)


def _forget_words(customers: list[int]) -> None:
    """What was written in the requests of an account that is anonymous now."""
    Message.objects.filter(ticket__customer__in=customers).update(body="–", author_name="")
    Ticket.objects.filter(customer__in=customers).update(subject="–")


def _old_reporters(now: datetime):
    decided = AbuseCase.objects.filter(decided_at__lt=now - RETENTION.reporters)
    return decided.exclude(reporter_email=NOBODY)


def _forget_reporters(cases: list, act: Act) -> None:
    facts = {"reporter_name": "", "reporter_email": NOBODY, "ip": ""}
    AbuseCase.objects.filter(pk__in=[case.pk for case in cases]).update(**facts)


def _old_mails(now: datetime):
    left = Q(state__in=["discarded", "dropped"], received_at__lt=now - RETENTION.strangers)
    return IncomingMail.objects.filter(left).exclude(sender="")


def _forget_mails(mails: list, act: Act) -> None:
    gone = {"sender": "", "sender_name": "", "to": "", "subject": "", "body": ""}
    IncomingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(**gone)


RULES = (
    Rule("attachments", _("files that came with requests"), _("the request was closed"), "attachments",
         _("deleted; name and digest stay"), _old_files, _forget_files),
    Rule("reporters", _("who reported an abuse"), _("the report was decided"), "reporters", _("made anonymous"),
         _old_reporters, _forget_reporters),
    Rule("strangers", _("mail that belongs to no request"), _("it was received"), "strangers",
         _("deleted; that it came stays"), _old_mails, _forget_mails, owner=""),
    Rule("quarantine", _("files of mail in quarantine"), _("it was received"), "quarantine_kept", _("deleted"),
         terms=MAIL),
)  # fmt: skip
