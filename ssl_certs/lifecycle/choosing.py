"""Another way to prove control of a name, and the authority's mail once more: carried by the next call (SSL-A2-1.1)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.transitions import NotAllowed, claim
from ssl_certs import answers, methods
from ssl_certs.authority import authority_for
from ssl_certs.flows import certificates, validations
from ssl_certs.models import Certificate, NameValidation
from ssl_certs.terms import VALIDATION

TOKEN = ("host", "record", "value", "path")


def change_method(row: NameValidation, act: Act, method: str, address: str = "") -> None:
    """The customer proves this name in another way, or at another address. Raises NotAllowed."""
    with transaction.atomic():
        certificate = row.certificate
        claim(certificate)
        choose(row, act, method=method, address=address)
        certificates.verbs["look_now"](certificate, act)


@validations.verb(source=["waiting", "submitted", "failed"], target="waiting", clause="SSL-A2-1.1",
                  label=gettext_lazy("change the way to prove control"))  # fmt: skip
def choose(row: NameValidation, act: Act, method: str, address: str = "") -> None:
    """The old token counts no more; the authority says what it wants instead when it is asked next."""
    methods.check(row.certificate.order, row.name, method, address, act.today)
    _must_be_open(row)
    if (row.method, row.address) == (method, address):
        raise NotAllowed(_("%(name)s is being proven in this way already.") % {"name": row}, "SSL-A2-1.1")
    row.method, row.address, row.chosen_at = method, address, act.now
    for name in TOKEN:
        setattr(row, name, "")
    row.problem, row.found, row.looked_at, row.ours_first = "", [], None, False
    row.submitted_at = row.expires_at = row.resend_at = None
    answers.settle_call(row)


def resend(row: NameValidation, act: Act) -> None:
    """Have the authority write once more. Raises NotAllowed."""
    with transaction.atomic():
        certificate = row.certificate
        claim(certificate)
        ask_resend(row, act)
        certificates.verbs["look_now"](certificate, act)


@validations.verb(source=["waiting", "submitted", "failed"], clause="SSL-10.4a",
                  label=gettext_lazy("send the mail again"))  # fmt: skip
def ask_resend(row: NameValidation, act: Act) -> None:
    """The customer has not received the authority's mail."""
    _must_be_open(row)
    if row.method != methods.EMAIL or not can_resend(row.certificate):
        words = _("%(name)s: there is no mail that could be sent again.") % {"name": row}
        raise NotAllowed(words, "SSL-10.4a")
    last = row.resend_at or row.resent_at
    if last and act.now < last + VALIDATION.resend_after:
        words = _("%(name)s: the authority has just been asked to write. Look into the spam folder; "
                  "ask again in %(n)s minutes.")  # fmt: skip
        minutes = int(VALIDATION.resend_after.total_seconds()) // 60
        raise NotAllowed(words % {"name": row, "n": minutes}, "SSL-10.4a")
    row.resend_at = act.now


def can_resend(certificate: Certificate) -> bool:
    """Whether the authority can be asked to write again."""
    return hasattr(authority_for(certificate.authority), "resend")


def to_resend(certificate: Certificate) -> list[str]:
    """The names whose mail is to be sent again with the next call."""
    return list(certificate.validations.exclude(resend_at=None).values_list("name", flat=True))


def _must_be_open(row: NameValidation) -> None:
    if row.certificate.state != "validating":
        raise NotAllowed(_("%(name)s: nothing is being validated now.") % {"name": row}, "SSL-A2-1.1")
