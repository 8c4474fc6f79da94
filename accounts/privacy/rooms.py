"""What the room of personal data hands to the ground floor, and how its own rows are given out and purged."""

from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.utils.translation import gettext_lazy as _

from accounts import exports
from accounts.models import Contact, Customer, ExportExemption, User
from core import checking, worker
from core.acts import Act
from core.models import Attention
from core.uploads import ENDINGS
from notifications import marketing
from notifications.models import Email

from . import consents, lifecycle, old_accounts, old_evidence, old_mails, parts, retention
from .models import MarketingConsent, PrivacyCopy, PrivacyPaper, PrivacyRequest
from .parts import Part
from .retention import Rule
from .terms import PRIVACY, RETENTION


def _paper(paper: PrivacyPaper, act: Act) -> parts.File | None:
    return (f"paper{ENDINGS[paper.media_type]}", lifecycle.read_paper(paper, act)) if paper.size else None


PARTS = (
    Part(User, person="pk", hidden=("password", "is_staff", "is_superuser")),
    Part(EmailAddress, person="user"),
    Part(Authenticator, person="user", hidden=("data",)),
    Part(MarketingConsent, person="person"),
    Part(PrivacyRequest, person="person"),
    Part(PrivacyPaper, person="request__person", file=_paper),
    Part(Customer, way="pk"),
    Part(Email, hidden=("html", "frame", "key", "leased_until")),
    Part(ExportExemption, file=lambda row, act: (f"proof{ENDINGS[row.media_type]}", exports.read(row, act))),
)  # fmt: skip
NOBODY = old_accounts.NOBODYS_CONTACT
_namers: list = []


def name_contacts(namer) -> None:
    """Hand over a function: of these contacts, the public ids of those that something still names."""
    if namer not in _namers:
        _namers.append(namer)


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    worker.register(lifecycle.flow)
    marketing.register_source(consents.way_out)
    parts.register(*PARTS)
    parts.leave_out(PrivacyCopy, "a copy of copies")
    parts.leave_out(LogEntry, "staff’s log of changes: what the person did stands under accounts.acts")
    parts.leave_out(AdminLogEntry, "staff’s own log")
    parts.leave_out(EmailConfirmation, "keys of security")
    retention.register(*RULES, *old_evidence.RULES, *old_mails.RULES, *old_accounts.RULES)
    checking.register_check(old_evidence.faults)
    checking.register_check(old_mails.faults)
    retention.register_keeper(old_evidence.kept)
    retention.register_keeper(old_mails.kept)
    retention.register_hold(_asking)


def _asking():
    """Who has a request open about his data: nothing of what he asks about goes meanwhile."""
    return PrivacyRequest.objects.filter(state__in=PrivacyRequest.OPEN).values_list("customer", flat=True)


# --- what is past its time ----------------------------------------------------------------------------------
def _old_contacts(now: datetime):
    archived = Contact.objects.filter(is_archived=True, changed_at__lt=now - RETENTION.contacts)
    old = archived.exclude(full_name=NOBODY["full_name"])
    found = list(old)
    named = {public_id for namer in _namers for public_id in namer(found)}
    return old.exclude(public_id__in=named)


def _make_nobody(contacts: list, act: Act) -> None:
    Contact.objects.filter(pk__in=[c.pk for c in contacts]).update(**NOBODY)


def _old_requests(now: datetime):
    closed = PrivacyRequest.objects.filter(closed_at__lt=now - RETENTION.requests)
    return closed.exclude(email=NOBODY["email"])


def _forget_words(requests: list, act: Act) -> None:
    gone = {"words": "", "answer": "", "question": "", "reply": "", "name": "–", "email": NOBODY["email"]}
    PrivacyRequest.objects.filter(pk__in=[r.pk for r in requests]).update(**gone)


def _delete(rows: list, act: Act) -> None:
    if rows:
        type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _forget_addresses(entries: list, act: Act) -> None:
    LogEntry.objects.filter(pk__in=[e.pk for e in entries]).update(remote_addr=None)


def _old_papers(now: datetime):
    answered = PrivacyPaper.objects.filter(size__gt=0, request__closed_at__lt=now - RETENTION.identity_unused)
    return answered.defer("token")


def _forget_papers(papers: list, act: Act) -> None:
    PrivacyPaper.objects.filter(pk__in=[p.pk for p in papers]).update(token=b"", size=0, name="–")


RULES = (
    Rule("request_papers", _("papers that support requests about personal data"), _("the request was answered"),
         "identity_unused", _("deleted; the digest stays"), _old_papers, _forget_papers, owner="request__customer"),
    Rule("copies", _("copies of personal data that were asked for"), _("the copy was made"), "copy_kept",
         _("deleted"), terms=PRIVACY),
    Rule("requests", _("who made requests about personal data, and their words"), _("the request was answered"),
         "requests", _("deleted; that it was answered, and when, stays"), _old_requests, _forget_words),
    Rule("contacts", _("contacts"), _("archived, and no name carries them any more"), "contacts",
         _("made anonymous"), _old_contacts, _make_nobody),
    Rule("change_log", _("what was changed on accounts and by whom"), _("the change"), "change_log", _("deleted"),
         lambda now: LogEntry.objects.filter(timestamp__lt=now - RETENTION.change_log), _delete, owner=""),
    Rule("addresses", _("IP addresses of who changed accounts"), _("the change"), "addresses", _("deleted"),
         lambda now: LogEntry.objects.filter(timestamp__lt=now - RETENTION.addresses, remote_addr__isnull=False),
         _forget_addresses, owner=""),
    Rule("work_items", _("work items of our staff"), _("the item was closed"), "contract", _("deleted"),
         lambda now: Attention.objects.filter(closed_at__lt=now - RETENTION.contract), _delete, owner=""),
    Rule("sessions", _("sessions of people who signed in"), _("the last sign-in"), "sessions", _("deleted")),
)  # fmt: skip
