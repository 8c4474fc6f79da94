"""Measured use: traffic and disk of a server at an instant (SRV-5.1(1))."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .server import Server


class Sample(models.Model):
    """What the hypervisor counts: bytes in and out since the machine's start, disk in bytes, processor in percent."""

    server = models.ForeignKey(Server, models.CASCADE, related_name="samples", verbose_name=_("server"))
    at = models.DateTimeField(_("measured"))
    received = models.BigIntegerField(_("received since the start (bytes)"))
    sent = models.BigIntegerField(_("sent since the start (bytes)"))
    moved = models.BigIntegerField(_("traffic since the last sample (bytes)"), default=0)
    disk = models.BigIntegerField(_("disk used (bytes)"))
    cpu = models.PositiveSmallIntegerField(_("processor (%)"), default=0)

    class Meta:
        ordering = ["server", "at"]
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        constraints = [models.UniqueConstraint(fields=["server", "at"], name="one_sample_at_an_instant")]

    def __str__(self) -> str:
        return f"{self.server_id} {self.at:%Y-%m-%d %H:%M}"
