"""The proof that a holder reads his address: asked for when the address of a generic name's holder changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from domains.managing import schedule


class AddressVerification(Owned, Scheduled):
    """A holder's address that its reader must confirm; in vain, his names leave the DNS (DN-7.3.2, DN-9.5(1))."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for the reader's confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        OVERDUE = "overdue", _("not confirmed in time")
        SUPERSEDED = "superseded", _("replaced by another address")

    schedule_related = ("customer",)

    public_id = PublicIdField("ver")
    address = models.EmailField(_("e-mail address"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    stopped = models.JSONField(_("names out of the DNS for it"), default=list, blank=True)  # public ids

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("address verification")
        verbose_name_plural = _("address verifications")
        indexes = [due_index("address_verification_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "address"],
                name="one_open_verification",
                condition=Q(state__in=["asked", "overdue"]),
            )
        ]

    def __str__(self) -> str:
        return self.address

    def steps(self) -> list[Step]:
        return list(schedule.verification(self.state, self.asked_at))
