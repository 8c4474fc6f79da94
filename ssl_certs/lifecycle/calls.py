"""The calls to the authority, asked without a lock and at least once, and the verbs that take their answers."""

from typing import Any

from core.acts import Act
from ssl_certs.authority import Issued, Progress, Request, Window, authority_for
from ssl_certs.flows import certificates
from ssl_certs.models import Certificate

from . import choosing, issuing, proving, revoking, vetting, waiting


def wanted_of(certificate: Certificate) -> Request:
    """The request as the authority gets it, and nothing more (SSL-10.3b)."""
    order, before = certificate.order, certificate.replaces
    rows = certificate.validations.all()
    return Request(
        our_reference=certificate.public_id,
        product=order.product.authority_product,
        csr=certificate.csr,
        names=tuple(certificate.names),
        methods={row.name: row.method for row in rows},
        addresses={row.name: row.address for row in rows if row.address},
        days=certificate.days,
        organisation=order.organisation,
        contacts=order.contacts,
        reference=certificate.reference,
        replaces=before.reference if before else "",
        replaces_pem=before.pem if before else "",
        level=order.product.level,
    )


def _request(certificate: Certificate, act: Act) -> Progress:
    return authority_for(certificate.authority).request(wanted_of(certificate), act.now)


def _advance(certificate: Certificate, act: Act) -> Progress:
    vetted = vetting.is_done(certificate.order, act.today)
    wanted, ready = wanted_of(certificate), proving.ready_names(certificate)
    authority: Any = authority_for(certificate.authority)
    if hasattr(authority, "resend") and (names := choosing.to_resend(certificate)):
        authority.resend(wanted, names, act.now)
    return authority.advance(wanted, ready, vetted, act.now)


def _cancel(certificate: Certificate, act: Act) -> Progress:
    return authority_for(certificate.authority).cancel(wanted_of(certificate), act.now)


def issued_of(certificate: Certificate) -> Issued:
    return Issued(certificate.pem, certificate.chain)


def _revoke(certificate: Certificate, act: Act):
    authority, reason = authority_for(certificate.authority), certificate.revocation_reason or 0
    return authority.revoke(issued_of(certificate), certificate.reference, reason, act.now)


def _renewal(certificate: Certificate, act: Act) -> Window | None:
    authority = authority_for(certificate.authority)
    return authority.renewal_window(issued_of(certificate), certificate.reference, act.now)


certificates.call("request_at_authority", source="requesting", clause="SSL-A2-p1", ask=_request,
                  done=issuing.begin_validation, refused=issuing.refuse)  # fmt: skip
certificates.call("ask_authority", source="validating", clause="SSL-10.4a", ask=_advance,
                  done=issuing.follow, refused=issuing.refuse)  # fmt: skip
certificates.call("abandon_at_authority", source="abandoning", clause="SSL-6.3", ask=_cancel,
                  done=revoking.be_abandoned, refused=revoking.not_abandoned)  # fmt: skip
certificates.call("revoke_at_authority", source="revoking", clause="SSL-7.2b", ask=_revoke,
                  done=revoking.be_revoked, refused=revoking.not_revoked)  # fmt: skip
certificates.call("ask_renewal_information", source="issued", clause="C-09", ask=_renewal,
                  done=waiting.take_window, refused=waiting.no_window)  # fmt: skip
