"""The papers of an organisation that OV and EV ask for (SSL-A2-2.1). Encrypted at rest, opened by few."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned

from .order import SslOrder


class OrganisationPaper(Owned):
    """One uploaded paper of an order. Its bytes are a Fernet token (`core.vault`); each opening is noted."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("extract of the register of commerce (RC, model J)")
        STATUTES = "statutes", _("statutes, or the act that founds an association or administration")
        ICE = "ice", _("ICE certificate")
        ADDRESS = "address", _("proof of the address")
        PHONE = "phone", _("proof of the telephone number")
        POWER = "power", _("power of who signs and approves")
        AGREEMENT = "agreement", _("signed agreement of the authority")
        OTHER = "other", _("another paper")

    class State(models.TextChoices):
        RECEIVED = "received", _("to be checked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")

    locks_first = ("order",)
    secret_fields = ("token", "name")

    public_id = PublicIdField("org")
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="papers", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RECEIVED)
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("format"), max_length=40)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    token = models.BinaryField()
    uploaded_at = models.DateTimeField(_("received"))
    uploaded_by = models.CharField(_("received from"), max_length=24)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=24, blank=True)
    refused_because = models.TextField(_("why it is not accepted"), blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("organisation's paper")
        verbose_name_plural = _("organisations' papers")
        permissions = [("open_organisationpaper", "Can open organisations' papers")]

    def __str__(self) -> str:
        return f"{self.order} – {self.get_kind_display()}"

    @property
    def tone(self) -> str:
        return {"accepted": "fine", "received": "soon"}.get(self.state, "late")

    def get_absolute_url(self) -> str:
        return reverse("ssl_certs:organisation", args=[self.order.public_id])
