"""Access codes: shown once, to a person who has just shown that it is he; never in a mail (SRV-3.p2)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned

from .server import Server


class AccessCode(Owned):
    """The password of one account, sealed (core.vault) until it is opened or its time is over; then it is gone.

    `where` is empty for the server's own account; else it is lent for the console there, for some hours.
    """

    public_id = PublicIdField("cod")
    server = models.ForeignKey(Server, models.PROTECT, related_name="codes", verbose_name=_("server"))
    account = models.CharField(_("account"), max_length=40, default="root")
    where = models.CharField(_("address of the console"), max_length=200, blank=True)
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("can be opened until"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.CharField(_("opened by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("access code")
        verbose_name_plural = _("access codes")
        constraints = [
            models.CheckConstraint(name="opened_code_is_gone", condition=Q(opened_at=None) | Q(sealed=None)),
            models.UniqueConstraint(
                fields=["server", "where"], name="one_code_to_open", condition=Q(sealed__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server.hostname} – {self.account}"

    def get_absolute_url(self) -> str:
        return reverse("servers:access_code", args=[self.public_id])
