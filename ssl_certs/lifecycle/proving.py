"""Proving control of each name: what the authority asks, what the customer says is in place, what was found."""

from django.utils.translation import gettext as _

from core.acts import Act
from core.transitions import NotAllowed
from ssl_certs import answers, emails
from ssl_certs.authority import Challenge, Progress
from ssl_certs.flows import certificates, validations
from ssl_certs.models import Certificate, NameValidation

COPIED = ("method", "host", "record", "value", "path", "address")


def open_validations(certificate: Certificate, wanted) -> None:
    """One row for each name, before the authority has said what it wants."""
    NameValidation.objects.bulk_create(
        NameValidation(
            customer_id=certificate.customer_id, certificate=certificate, name=name, method=wanted.methods[name],
            address=wanted.addresses.get(name, ""),
        )
        for name in wanted.names
    )  # fmt: skip


def take(certificate: Certificate, answer: Progress, act: Act) -> None:
    """Write what the authority says of each name; a name that failed is told once for each finding."""
    rows = {row.name: row for row in certificate.validations.all()}
    for challenge in answer.challenges:
        if row := rows.get(challenge.name):
            if _is_new(row, challenge):
                certificate.told_at = None  # what the customer was told to put in place is of no use any more
            _take_one(row, challenge, act)
    expiries = [c.expires_at for c in answer.challenges if c.expires_at and not c.valid]
    certificate.tokens_expire_at = min(expiries, default=None)


def _is_new(row: NameValidation, challenge: Challenge) -> bool:
    """Whether something else is to be put in place than before; of a name that failed its own mail tells."""
    return not challenge.valid and not challenge.problem and row.value != challenge.value


def _take_one(row: NameValidation, challenge: Challenge, act: Act) -> None:
    if challenge.valid:
        if row.state != "valid":
            prove(row, act)
    elif challenge.problem and (row.state != "failed" or row.problem != challenge.problem):
        fail(row, act, challenge=challenge)
    elif any(getattr(row, name) != getattr(challenge, name) for name in COPIED):
        be_asked(row, act, challenge=challenge)


@validations.verb(source=["waiting", "submitted", "failed", "valid"], target="waiting", clause="SSL-A2-1.1")
def be_asked(row: NameValidation, act: Act, challenge: Challenge) -> None:
    """The authority says how control of the name is to be proven."""
    for name in COPIED:
        setattr(row, name, getattr(challenge, name))
    row.expires_at, row.problem, row.found, row.looked_at = challenge.expires_at, "", [], None


@validations.verb(source=["waiting", "failed"], target="submitted", clause="SSL-A2-1.1")
def submit(row: NameValidation, act: Act) -> None:
    """The customer says that all is in place: the authority looks now."""
    certificate = row.certificate
    if certificate.state != "validating":
        raise NotAllowed(_("%(name)s: nothing is being validated now.") % {"name": row}, "SSL-A2-1.1")
    row.submitted_at, row.problem = act.now, ""
    certificates.verbs["look_now"](certificate, act)


@certificates.verb(source="validating", clause="SSL-10.4a")
def look_now(certificate: Certificate, act: Act) -> None:
    """The authority is asked at once, not at its next turn."""
    answers.call_now(certificate, act)


@validations.verb(source=["waiting", "submitted", "failed"], target="valid", clause="SSL-A2-p1")
def prove(row: NameValidation, act: Act) -> None:
    """The authority has found the proof."""
    row.proven_at, row.problem = act.now, ""


@validations.verb(source=["waiting", "submitted", "failed"], target="failed", clause="SSL-A2-1.1")
def fail(row: NameValidation, act: Act, challenge: Challenge) -> None:
    """The authority did not find what it asked for: its finding in words, and what to do."""
    for name in COPIED:
        setattr(row, name, getattr(challenge, name) or getattr(row, name))
    row.problem = challenge.problem
    emails.name_failed(row, act, challenge.code)


def waits_for_customer(certificate: Certificate) -> bool:
    """Whether some name still asks for an act of the customer."""
    return certificate.validations.filter(state__in=["waiting", "failed"]).exists()


def ready_names(certificate: Certificate) -> set[str]:
    """The names whose proof the customer says is in place."""
    return set(certificate.validations.filter(state="submitted").values_list("name", flat=True))
