"""Control of a name, proven to the authority for one issuance (SSL-A2-p1, SSL-A2-1.1)."""

from operator import attrgetter

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.names import WILDCARD, readable
from ssl_certs.schedule import ValidationFacts, validation_schedule

from .certificate import Certificate

facts_of = attrgetter(*ValidationFacts._fields)


class NameValidation(Owned, Calling):
    """One name of a certificate: how its control is proven, with which token, and how far that has come.

    For `dns`: `host` (an absolute name without its last dot), `record` (CNAME or TXT) and `value`; for `http`:
    `path` (under the name's root, port 80) and `value` (the file's whole content); for `email`: `address`.
    `found` is what we saw ourselves (looking): `{check, code, ok, facts}`, put into words when it is shown.
    `ours_first` keeps the authority away until we have looked: a token that it does not find may be lost.
    """

    class Method(models.TextChoices):
        EMAIL = "email", _("e-mail")
        DNS = "dns", _("DNS record")
        HTTP = "http", _("file on the web site")

    class State(models.TextChoices):
        WAITING = "waiting", _("for you to do")
        SUBMITTED = "submitted", _("being checked")
        VALID = "valid", _("proven")
        FAILED = "failed", _("not found by the authority")

    schedule_related = ("certificate__order__product", "customer")
    locks_first = ("certificate",)

    public_id = PublicIdField("val")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="validations", verbose_name=_("certificate")
    )
    name = models.CharField(_("name"), max_length=253)
    method = models.CharField(_("way to prove control"), max_length=5, choices=Method.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    host = models.CharField(_("host of the record"), max_length=253, blank=True)
    record = models.CharField(_("type of the record"), max_length=5, blank=True)
    value = models.TextField(_("value"), blank=True)
    path = models.CharField(_("path of the file"), max_length=200, blank=True)
    address = models.EmailField(_("address"), blank=True)
    expires_at = models.DateTimeField(_("token expires"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("said to be in place"), null=True, blank=True)
    proven_at = models.DateTimeField(_("proven on"), null=True, blank=True)
    problem = models.TextField(_("what the authority says"), blank=True)
    chosen_at = models.DateTimeField(_("way chosen"), null=True, blank=True)
    resend_at = models.DateTimeField(_("mail asked for again"), null=True, blank=True)
    resent_at = models.DateTimeField(_("mail sent again"), null=True, blank=True)
    ours_first = models.BooleanField(_("waits for our own look"), default=False)
    looked_at = models.DateTimeField(_("looked at by us"), null=True, blank=True)
    found = models.JSONField(_("what we found"), default=list, blank=True)

    class Meta:
        ordering = ["certificate", "pk"]
        verbose_name = _("validation of a name")
        verbose_name_plural = _("validations of names")
        indexes = [due_index("name_validation_due")]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "name"], name="one_validation_per_name")
        ]

    def __str__(self) -> str:
        return self.readable

    @property
    def readable(self) -> str:
        """The name as people read it."""
        return readable(self.name)

    @property
    def bare(self) -> str:
        """The name without its star."""
        return self.name.removeprefix(WILDCARD)

    @property
    def is_wildcard(self) -> bool:
        return self.name.startswith(WILDCARD)

    def steps(self) -> list[Step]:
        return list(validation_schedule(ValidationFacts(*facts_of(self))))

    @property
    def tone(self) -> str:
        return {"valid": "fine", "failed": "late"}.get(self.state, "soon")

    def get_absolute_url(self) -> str:
        return reverse("ssl_certs:tracker", args=[self.certificate.order.public_id])
