"""What the tracker of an order shows: each name with its proof, what was found, what can be done; identity."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings

from ssl_certs import looking, methods
from ssl_certs.lifecycle import choosing, vetting
from ssl_certs.models import Certificate, NameValidation, SslOrder, VettingStep
from ssl_certs.terms import VALIDATION

OPEN = ("waiting", "failed")
PROOF = ("record", "file")


@dataclass(frozen=True)
class Row:
    """One name on the page."""

    validation: NameValidation
    now: datetime
    may_resend: bool

    @property
    def open(self) -> bool:
        """Whether the customer has something to do."""
        return self.validation.state in OPEN

    @property
    def told(self) -> bool:
        """Whether the authority has said what it wants."""
        return bool(self.validation.value or self.validation.address)

    @property
    def url(self) -> str:
        return f"http://{self.validation.bare}{self.validation.path}"

    @property
    def file(self) -> str:
        """The name of the file alone."""
        return self.validation.path.rpartition("/")[2]

    @property
    def expired(self) -> bool:
        expires = self.validation.expires_at
        return bool(expires and expires <= self.now)

    @property
    def moving(self) -> bool:
        """Whether the page may say something else in a moment."""
        row = self.validation
        return row.state == "submitted" or bool(row.call_at and row.call_at <= self.now) or not self.told

    @property
    def being_looked_at(self) -> bool:
        """Whether our own look is under way."""
        row = self.validation
        return (
            row.state != "valid"
            and row.call_at is not None
            and (row.looked_at is None or row.state == "submitted")
        )

    @property
    def held(self) -> bool:
        """Whether our look has kept the authority away: the customer may send it all the same."""
        row = self.validation
        return bool(self.open and row.submitted_at and row.looked_at and row.looked_at >= row.submitted_at
                    and settings.VALIDATION_LOOKS == "dns" and looking.keeps_away(row.found))  # fmt: skip

    @cached_property
    def found(self) -> list[looking.Said]:
        """What we found; a proof that nobody has said to be in place is not there yet, and not wrong."""
        early = self.validation.submitted_at is None
        return [self._said(one, early and one["check"] in PROOF) for one in self.validation.found]

    def _said(self, one: looking.Finding, early: bool) -> looking.Said:
        said = looking.said(one)
        return replace(said, tone="soon") if early and said.tone == "late" else said

    @property
    def wrong(self) -> list[looking.Said]:
        return [one for one in self.found if one.tone != "fine"]


@dataclass(frozen=True)
class Tracker:
    """The validation of an order: its newest certificate, its names, its identity check."""

    order: SslOrder
    certificate: Certificate | None
    rows: list[Row]
    steps: list[VettingStep]
    wants_papers: bool
    now: datetime

    @property
    def under_way(self) -> bool:
        return bool(self.certificate and self.certificate.state in Certificate.IN_PROGRESS)

    @property
    def validating(self) -> bool:
        return bool(self.certificate and self.certificate.state == "validating")

    @property
    def open(self) -> list[Row]:
        """What is not proven yet, what waits for the customer first."""
        return sorted((r for r in self.rows if r.validation.state != "valid"), key=lambda r: not r.open)

    @property
    def proven(self) -> list[Row]:
        return [row for row in self.rows if row.validation.state == "valid"]

    @property
    def to_check(self) -> list[Row]:
        return [row for row in self.rows if row.open and row.told]

    @property
    def moving(self) -> bool:
        """Whether the page looks again by itself."""
        return self.under_way and (
            self.certificate.state == "requesting" or any(row.moving for row in self.rows)
        )

    @property
    def next_look(self) -> datetime | None:
        """When the authority is asked next, where that lies ahead."""
        at = self.certificate.call_at if self.certificate and self.validating else None
        return at if at and at > self.now else None

    @property
    def left(self) -> int:
        """Steps of the identity check that are still to be done."""
        return sum(step.state != "done" for step in self.steps)


def of(order: SslOrder, now: datetime) -> Tracker:
    """The tracker of an order; the questions it asks do not grow with its names."""
    certificate = order.certificates.order_by("-number").first()
    rows: list[Row] = []
    if certificate:
        certificate.order = order
        resend = certificate.state == "validating" and choosing.can_resend(certificate)
        rows = [
            Row(row, now, resend and row.method == methods.EMAIL) for row in certificate.validations.all()
        ]
    steps = list(order.vetting.all())
    return Tracker(order, certificate, rows, steps, bool(steps) and vetting.waits_for_papers(order), now)


def names_waiting(customer):
    """The names of a customer that wait for an act of his, with their orders."""
    found = NameValidation.objects.of(customer).filter(state__in=OPEN, certificate__state="validating")
    return found.select_related("certificate__order__product")


def stuck(now: datetime):
    """Names that do not move: failed, or said to be in place for longer than an authority takes (SSL-10.4a)."""
    open_ones = NameValidation.objects.filter(certificate__state="validating")
    late = open_ones.filter(state="submitted", submitted_at__lt=now - VALIDATION.stuck_after)
    return open_ones.filter(state="failed") | late
