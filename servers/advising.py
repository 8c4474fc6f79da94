"""What the counters and the contract say of a server, for who reviews it and advises its customer (SRV-6.1.3)."""

from datetime import datetime
from typing import Any

from django.db.models import Avg
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .managing.plots import gauges
from .models import Server
from .terms import RUNNING

USED = _("{share} of {limit} GB")


def facts(about: str, now: datetime) -> list[tuple[Any, Any]]:
    """System, backups, traffic and disk with their share, and the processor's mean of the last month."""
    server = Server.objects.select_related(*Server.schedule_related).filter(public_id=about).first()
    if server is None:
        return []
    known: list[tuple[Any, Any]] = [
        (_("System"), server.image.name),
        (_("Backups by"), server.get_backup_by_display()),
    ]
    known += [(g.label, format_lazy(USED, share=_percent(g.percent), limit=g.limit)) for g in gauges(server)]
    busy = server.samples.filter(at__gt=now - RUNNING.samples_shown).aggregate(cpu=Avg("cpu"))["cpu"]
    if busy is not None and server.product.is_cloud:
        known.append((_("Processor, on average"), _percent(busy)))
    return known


def _percent(share: float) -> str:
    return f"{share:.0f}\N{NARROW NO-BREAK SPACE}%"
