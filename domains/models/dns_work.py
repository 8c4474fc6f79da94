"""What the DNS adapters keep: the sandbox server's own zones, and what staff do on a server by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.by_hand import ByHand


class SandboxZone(models.Model):
    """A zone on the sandbox name server."""

    name = models.CharField(_("name"), max_length=253, unique=True)
    reference = models.CharField(_("reference"), max_length=64)
    serial = models.BigIntegerField(_("serial number"))
    rrsets = models.JSONField(_("record sets"), default=list)
    signed = models.BooleanField(_("signed"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("zone on the sandbox name server")
        verbose_name_plural = _("zones on the sandbox name server")

    def __str__(self) -> str:
        return self.name


class ManualZoneWork(ByHand):
    """Something that staff do on a name server by hand; the same wish is one row, however often it is told.

    The answer has the DS records of the zone's keys in `ds`.
    """

    class Command(models.TextChoices):
        PUT = "put", _("serve this zone")
        REMOVE = "remove", _("remove this zone")

    queue = "dns_by_hand"
    title = _("To do on the name server: %(what)s")
    clause = "DN-8.2"

    command = models.CharField(_("command"), max_length=8, choices=Command.choices)
    zone = models.CharField(_("zone"), max_length=253, db_index=True)
    reference = models.CharField(_("reference"), max_length=64)
    target = models.CharField(_("target"), max_length=80)
    wanted = models.JSONField(_("wanted"), default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("DNS work by hand")
        verbose_name_plural = _("DNS work by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["command", "zone", "reference", "target"], name="manual_zone_work_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.get_command_display()}"

    @property
    def about(self) -> str:
        return self.reference
