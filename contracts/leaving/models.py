"""How a customer's notice came: by which way, on which day, entered by whom, with its scan (HD-6.3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned


class Channel(models.TextChoices):
    """How a notice came (HD-6.3)."""

    PORTAL = "portal", _("customer area")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    LETTER = "letter", _("registered letter")


class NonRenewal(Owned):
    """A notice typed in by staff. In the customer area he gives it himself: the thing's own evidence proves it."""

    secret_fields = ("token",)

    public_id = PublicIdField("nrn")
    about = models.CharField(_("service"), max_length=24, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200)
    channel = models.CharField(_("came by"), max_length=6, choices=Channel.choices)
    given_on = models.DateField(_("received on"))
    ends_on = models.DateField(_("anniversary"))
    in_time = models.BooleanField(_("a month ahead"))
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)
    token = models.BinaryField(null=True, editable=False)  # sealed (core.vault)
    media_type = models.CharField(_("format"), max_length=40, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("notice of non-renewal")
        verbose_name_plural = _("notices of non-renewal")
        permissions = [("open_nonrenewal", "Can open the scan of a notice of non-renewal")]
        constraints = [
            models.CheckConstraint(
                name="letter_of_non_renewal_is_kept", condition=~Q(channel="letter") | ~Q(sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.get_channel_display()}"
