"""The steps of OV and EV, up to the cross-check by a second person (SSL-A2-2.1, SSL-A2-3.3)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned

from .order import SslOrder


class VettingStep(Owned):
    """One step of the identity check of an order, done by staff as the authority reports it."""

    class Kind(models.TextChoices):
        DOCUMENTS = "documents", _("legal documents of the organisation")
        EXISTENCE = "existence", _("legal, physical and operational existence")
        CALL = "call", _("telephone call")
        DOMAIN_LINK = "domain_link", _("link between the organisation and the names")
        SIGNER = "signer", _("name, title and authority of signer and approver")
        AGREEMENT = "agreement", _("signed subscriber agreement")
        LISTS = "lists", _("high-risk and deny lists")
        CROSS_CHECK = "cross_check", _("final cross-check by a second person")

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    OF_LEVEL = {
        "dv": (),
        "ov": (Kind.DOCUMENTS, Kind.CALL),
        "ev": tuple(Kind),
    }

    locks_first = ("order",)

    public_id = PublicIdField("vet")
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="vetting", verbose_name=_("order"))
    kind = models.CharField(_("step"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)
    planned_at = models.DateTimeField(_("call announced for"), null=True, blank=True)
    phone = models.CharField(_("number called"), max_length=20, blank=True)
    phone_source = models.CharField(_("where the number was found"), max_length=200, blank=True)
    done_by = models.CharField(_("done by"), max_length=24, blank=True)
    detail = models.TextField(_("finding"), blank=True)
    valid_until = models.DateField(_("may be used again until"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        constraints = [models.UniqueConstraint(fields=["order", "kind"], name="one_vetting_step_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.order} – {self.get_kind_display()}"

    def counts(self, on: date) -> bool:
        """Whether it is done and its evidence may still be used that day (facts C)."""
        return self.state == self.State.DONE and (self.valid_until is None or on <= self.valid_until)

    @property
    def tone(self) -> str:
        return {"done": "fine", "failed": "late"}.get(self.state, "soon")

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()
