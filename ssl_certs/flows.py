"""The flows of certificates; the verbs stand in `lifecycle/`, one file for each part of a life."""

from core.transitions import Flow

from .models import (
    AuthorityStop,
    Certificate,
    HostWatch,
    NameValidation,
    OrganisationPaper,
    SslCancellation,
    SslDecision,
    SslOrder,
    VettingStep,
)

orders = Flow(SslOrder)
certificates = Flow(Certificate)
validations = Flow(NameValidation)
vetting = Flow(VettingStep)
watches = Flow(HostWatch)
cancellations = Flow(SslCancellation)
decisions = Flow(SslDecision)
stops = Flow(AuthorityStop)
papers = Flow(OrganisationPaper)
