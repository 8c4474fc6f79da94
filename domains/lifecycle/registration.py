"""Registration: the registry's answer to a paid order, and the start of the term."""

from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.ports import PortRefused
from domains import answers, emails, registry_calls, renewals
from domains.flow import flow
from domains.managing.acts import after_registration
from domains.models import Domain
from domains.registry import NameTaken

from .ending import end_predecessor


@flow.verb(source="registering", target="registered", clause="DN-2.4a")
def confirm_registration(domain: Domain, act: Act, answer) -> None:
    """The registry has registered the name: only now is it a registration."""
    domain.registry_created_at, domain.registry_expires_at = answer.created_at, answer.expires_at
    domain.paid_through, domain.auth_code = registry_calls.expiry_day(answer), answer.auth_code
    answers.settle_call(domain)
    for old in Domain.objects.filter(name=domain.name).exclude(pk=domain.pk).order_by("pk"):
        end_predecessor(domain, old, act)
    renewals.finish_line(domain, act)
    emails.validated(domain, act)
    after_registration(domain, act)


@flow.verb(source="registering", target="unavailable", clause="DN-2.2b")
def lose_name(domain: Domain, act: Act, refusal: PortRefused) -> str | None:
    """The registry says no after payment: the money becomes credit and the customer chooses another name."""
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(domain, act, refusal, "registering")
    words = answers.in_words(domain, refusal)
    domain.call_error, domain.call_at = str(refusal.code), None
    renewals.credit_line(domain, act, words)
    emails.not_registered(domain, act, words)
    return None if isinstance(refusal, NameTaken) else "refused"


@flow.verb(source="registering", clause="DN-2.4b")
def report_late_validation(domain: Domain, act: Act) -> None:
    """Two working days have passed without a registration: a promise is broken and staff are told."""
    evidence.record(
        domain.public_id, "breach", "late_validation", act, "DN-2.4b", due=domain.validation_due_at
    )
    answers.tell_staff(domain, act, "late", _("validation is late"), "DN-2.4b")


@flow.verb(source=["registered", "renewing", "grace"], clause="DN-3.2b")
def start_term(domain: Domain, act: Act) -> None:
    """The first term starts when the validation mail is delivered."""
    domain.term_started_at = domain.term_started_at or act.now


def validation_delivered(email, act: Act) -> None:
    """The outbox says that a validation mail has left."""
    domain = Domain.objects.filter(public_id=email.about, term_started_at=None).first()
    if domain and start_term.allowed(domain):
        start_term(domain, act)
