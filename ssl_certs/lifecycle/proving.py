"""Proving control of each name: what the authority asks, what the customer says is in place, what was found.

Locks are taken in one order: the certificate, then its names. What the customer does to names goes through
`submit_names` here and through `choosing`.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.transitions import NotAllowed, claim
from ssl_certs import answers, emails, looking
from ssl_certs.authority import Challenge, Progress
from ssl_certs.flows import certificates, validations
from ssl_certs.models import Certificate, NameValidation
from ssl_certs.terms import HANDLING, VALIDATION

COPIED = ("method", "host", "record", "value", "path", "address")
OPEN = ("waiting", "failed")


def open_validations(certificate: Certificate, wanted) -> None:
    """One row for each name, before the authority has said what it wants."""
    NameValidation.objects.bulk_create(
        NameValidation(
            customer_id=certificate.customer_id, certificate=certificate, name=name, method=wanted.methods[name],
            address=wanted.addresses.get(name, ""), acted_through=certificate.acted_through,
        )
        for name in wanted.names
    )  # fmt: skip


def take(certificate: Certificate, answer: Progress, act: Act) -> None:
    """Write what the authority says of each name; a name that failed is told once for each finding."""
    rows = {row.name: row for row in certificate.validations.all()}
    for n, challenge in enumerate(answer.challenges):
        if row := rows.get(challenge.name):
            if _is_new(row, challenge):
                certificate.told_at = None  # what the customer was told to put in place is of no use any more
            _take_one(row, challenge, act, act.now + VALIDATION.apart * (n // VALIDATION.looked_together))
    expiries = [c.expires_at for c in answer.challenges if c.expires_at and not c.valid]
    certificate.tokens_expire_at = min(expiries, default=None)


def _is_new(row: NameValidation, challenge: Challenge) -> bool:
    """Whether something else is to be put in place than before; of a name that failed its own mail tells."""
    return not challenge.valid and not challenge.problem and row.value != challenge.value


def _take_one(row: NameValidation, challenge: Challenge, act: Act, look_at: datetime) -> None:
    if row.resend_at and row.resend_at <= act.now:
        be_resent(row, act)
    if challenge.valid:
        if row.state != "valid":
            prove(row, act)
    elif _is_outdated(row, challenge, act):
        return
    elif challenge.problem and (row.state != "failed" or row.problem != challenge.problem):
        fail(row, act, challenge=challenge)
    elif any(getattr(row, name) != getattr(challenge, name) for name in COPIED):
        be_asked(row, act, challenge=challenge, look_at=look_at)


def _is_outdated(row: NameValidation, challenge: Challenge, act: Act) -> bool:
    """An answer to a question asked before the customer chose another way says nothing of the new one."""
    return bool(row.chosen_at and row.chosen_at > act.now and challenge.method != row.method)


@validations.verb(source=["waiting", "submitted", "failed", "valid"], target="waiting", clause="SSL-A2-1.1")
def be_asked(row: NameValidation, act: Act, challenge: Challenge, look_at: datetime | None = None) -> None:
    """The authority says how control of the name is to be proven."""
    for name in COPIED:
        setattr(row, name, getattr(challenge, name))
    row.expires_at, row.problem, row.found, row.looked_at = challenge.expires_at, "", [], None
    row.ours_first = False
    if looking.sees(row):
        answers.settle_call(row, next_at=look_at or act.now)


# --- said by the customer -------------------------------------------------------------------------------
def submit_names(
    certificate: Certificate, act: Act, names: Collection[str] = (), anyway: bool = False
) -> list[NameValidation]:
    """The proof of these names (of all that are open where none is given) is in place. Raises NotAllowed."""
    with transaction.atomic():
        claim(certificate)
        found = certificate.validations.filter(state__in=OPEN).order_by("pk")
        rows = list(found.filter(name__in=names) if names else found)
        if not rows:
            words = _("%(order)s: there is nothing to be checked now.") % {"order": certificate.order}
            raise NotAllowed(words, "SSL-A2-1.1")
        for n, row in enumerate(rows):
            later = VALIDATION.apart * (n // VALIDATION.looked_together)
            submit(row, act, anyway=anyway, look_at=act.now + later)
    return rows


@validations.verb(source=["waiting", "failed"], target="submitted", clause="SSL-A2-1.1",
                  label=gettext_lazy("check now"))  # fmt: skip
def submit(row: NameValidation, act: Act, anyway: bool = False, look_at: datetime | None = None) -> None:
    """The customer says that all is in place: we look, then the authority does; at once where he wants it anyway."""
    certificate = row.certificate
    if certificate.state != "validating" or not _is_told(row):
        words = _(
            "%(name)s: nothing is being validated now. Wait until the authority has said what it wants."
        )
        raise NotAllowed(words % {"name": row}, "SSL-A2-1.1")
    row.submitted_at = act.now
    row.ours_first = looking.comes_first(row) and not anyway
    if looking.sees(row):
        answers.settle_call(row, next_at=look_at or act.now)
    certificates.verbs["look_soon" if row.ours_first else "look_now"](certificate, act)


def _is_told(row: NameValidation) -> bool:
    return bool(row.value or row.address)


@certificates.verb(source="validating", clause="SSL-10.4a")
def look_now(certificate: Certificate, act: Act) -> None:
    """The authority is asked at once, not at its next turn."""
    answers.call_now(certificate, act)


@certificates.verb(source="validating", clause="SSL-10.4a")
def look_soon(certificate: Certificate, act: Act) -> None:
    """The authority is asked when we have looked ourselves."""
    soon = act.now + HANDLING.asked_soon
    if not certificate.call_at or certificate.call_at > soon:
        answers.settle_call(certificate, next_at=soon)


# --- said by the authority ------------------------------------------------------------------------------
@validations.verb(source=["waiting", "submitted", "failed"], target="valid", clause="SSL-A2-p1")
def prove(row: NameValidation, act: Act) -> None:
    """The authority has found the proof."""
    row.proven_at, row.problem, row.ours_first = act.now, "", False
    answers.settle_call(row)


@validations.verb(source=["waiting", "submitted", "failed"], target="failed", clause="SSL-A2-1.1")
def fail(row: NameValidation, act: Act, challenge: Challenge) -> None:
    """The authority did not find what it asked for: its finding in words, and what to do."""
    for name in COPIED:
        setattr(row, name, getattr(challenge, name) or getattr(row, name))
    row.problem, row.ours_first = challenge.problem, False
    if looking.sees(row):
        answers.settle_call(row, next_at=act.now)
    emails.name_failed(row, act, challenge.code)


@validations.verb(source=list(NameValidation.State.values), clause="SSL-10.4a")
def be_resent(row: NameValidation, act: Act) -> None:
    """The authority has been asked to write once more."""
    row.resend_at, row.resent_at = None, act.now


def waits_for_customer(certificate: Certificate) -> bool:
    """Whether some name still asks for an act of the customer."""
    return certificate.validations.filter(state__in=OPEN).exists()


def ready_names(certificate: Certificate) -> set[str]:
    """The names whose proof the customer says is in place, and where nothing keeps the authority away."""
    ready = certificate.validations.filter(state="submitted", ours_first=False)
    return set(ready.values_list("name", flat=True))
